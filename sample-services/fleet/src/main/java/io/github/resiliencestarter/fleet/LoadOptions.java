package io.github.resiliencestarter.fleet;

import java.net.URI;

/**
 * What the user of {@code ./fleet load} asked for.
 *
 * @param uri what to get
 * @param schedule when to get it
 */
record LoadOptions(URI uri, Schedule schedule) {

	private static final int MAX_RPS = 2000;

	private static final int MAX_SECONDS = 600;

	/**
	 * What is known of each request is kept until the report.
	 */
	private static final int MAX_REQUESTS = 300_000;

	/**
	 * Creates options from what the user has typed.
	 * @param base the base URL of the target
	 * @param path the path to get
	 * @param rps the requests per second
	 * @param seconds the duration
	 * @throws Misuse if one of them is not allowed
	 */
	static LoadOptions of(String base, String path, String rps, String seconds) {
		Schedule schedule = new Schedule(Numbers.read("--rps", rps, 1, MAX_RPS),
				Numbers.read("--seconds", seconds, 1, MAX_SECONDS));
		if (schedule.requests() > MAX_REQUESTS) {
			throw new Misuse("--rps times --seconds must not exceed " + MAX_REQUESTS);
		}
		return new LoadOptions(uri(base, path), schedule);
	}

	private static URI uri(String base, String path) {
		if (!path.startsWith("/")) {
			throw new Misuse("--path must begin with a slash, not be '%s'".formatted(path));
		}
		try {
			return URI.create(base + path);
		}
		catch (IllegalArgumentException ex) {
			throw new Misuse("--path must be one of a URL, not '%s'".formatted(path), ex);
		}
	}

}
