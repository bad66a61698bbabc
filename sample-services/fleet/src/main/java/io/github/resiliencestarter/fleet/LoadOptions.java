package io.github.resiliencestarter.fleet;

import java.net.URI;

/**
 * Options of {@code ./fleet load}.
 *
 * @param uri the URL to request
 * @param schedule the times of the requests
 */
record LoadOptions(URI uri, Schedule schedule) {

	private static final int MAX_RPS = 2000;

	private static final int MAX_SECONDS = 600;

	/**
	 * Results are kept in memory until the report.
	 */
	private static final int MAX_REQUESTS = 300_000;

	/**
	 * Creates options from command-line arguments.
	 * @param base the base URL of the target
	 * @param path the path
	 * @param rps the requests per second
	 * @param seconds the duration
	 * @throws Misuse if an argument is invalid
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
			throw new Misuse("--path must start with a slash: '%s'".formatted(path));
		}
		try {
			return URI.create(base + path);
		}
		catch (IllegalArgumentException ex) {
			throw new Misuse("--path is not valid in a URL: '%s'".formatted(path), ex);
		}
	}

}
