package io.github.resiliencestarter.fleet;

import java.util.List;

/**
 * What the users of the storefront ask for.
 *
 * @param paths what is asked for, in turn
 * @param rps requests per second, of all paths together; 0 for as many as the
 * {@link Timing} has
 * @param surge how many times as many there are while the fault lasts
 */
record Traffic(List<String> paths, int rps, int surge) {

	/**
	 * The one page that takes all three services.
	 */
	static final String CHECKOUT = "/checkout/1";

	/**
	 * The page that can do without two of its parts.
	 */
	static final String HOME = "/home";

	/**
	 * The page to which inventory has nothing to say.
	 */
	static final String BEST_SELLERS = "/best-sellers";

	static Traffic to(String... paths) {
		return new Traffic(List.of(paths), 0, 1);
	}

	/**
	 * Of another size than the {@link Timing} has.
	 */
	Traffic of(int rps, int surge) {
		return new Traffic(this.paths, rps, surge);
	}

	int rps(Timing timing) {
		return (this.rps == 0) ? timing.rps() : this.rps;
	}

}
