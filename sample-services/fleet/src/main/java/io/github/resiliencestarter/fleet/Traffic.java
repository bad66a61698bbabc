package io.github.resiliencestarter.fleet;

import java.util.List;

/**
 * Requests of the users of the storefront.
 *
 * @param paths the requested paths, in turn; a path that starts with {@code POST} and a
 * space is posted to
 * @param rps requests per second for all paths together; 0 for the rate of the
 * {@link Timing}
 * @param surge the factor that multiplies the rate during the fault
 */
record Traffic(List<String> paths, int rps, int surge) {

	/**
	 * The page that needs all three services.
	 */
	static final String CHECKOUT = "/checkout/1";

	/**
	 * The page that works without two of its parts.
	 */
	static final String HOME = "/home";

	/**
	 * The page that does not need inventory.
	 */
	static final String BEST_SELLERS = "/best-sellers";

	/**
	 * The page that needs only pricing.
	 */
	static final String PRICES = "/prices/1";

	/**
	 * A payment, which is stored and reserves stock in inventory later.
	 */
	static final String PAY = "POST /checkout/1";

	static Traffic to(String... paths) {
		return new Traffic(List.of(paths), 0, 1);
	}

	/**
	 * Traffic with a rate other than that of the {@link Timing}.
	 */
	Traffic of(int rps, int surge) {
		return new Traffic(this.paths, rps, surge);
	}

	int rps(Timing timing) {
		return (this.rps == 0) ? timing.rps() : this.rps;
	}

}
