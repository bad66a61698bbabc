package io.github.resiliencestarter.fleet;

import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * What the user of {@code ./fleet load} asked for. The script puts the target's base URL
 * before the user's own arguments.
 *
 * @param uri what to get
 * @param schedule when to get it
 * @param json whether to report as JSON
 */
record LoadOptions(URI uri, Schedule schedule, boolean json) {

	private static final int DEFAULT_RPS = 50;

	private static final int MAX_RPS = 2000;

	private static final int DEFAULT_SECONDS = 20;

	private static final int MAX_SECONDS = 600;

	/**
	 * What is known of each request is kept until the report.
	 */
	private static final int MAX_REQUESTS = 300_000;

	private static final String DEFAULT_PATH = "/checkout/1";

	static LoadOptions parse(String... args) {
		Deque<String> rest = new ArrayDeque<>(List.of(args));
		String base = next(rest, "the target");
		int rps = DEFAULT_RPS;
		int seconds = DEFAULT_SECONDS;
		String path = DEFAULT_PATH;
		boolean json = false;
		while (!rest.isEmpty()) {
			String option = rest.pop();
			switch (option) {
				case "--rps" -> rps = number(option, next(rest, option), MAX_RPS);
				case "--seconds" -> seconds = number(option, next(rest, option), MAX_SECONDS);
				case "--path" -> path = next(rest, option);
				case "--json" -> json = true;
				default -> throw new IllegalArgumentException("no such argument: " + option);
			}
		}
		Schedule schedule = new Schedule(rps, seconds);
		if (schedule.requests() > MAX_REQUESTS) {
			throw new IllegalArgumentException("--rps times --seconds must not exceed " + MAX_REQUESTS);
		}
		return new LoadOptions(uri(base, path), schedule, json);
	}

	private static String next(Deque<String> rest, String option) {
		if (rest.isEmpty()) {
			throw new IllegalArgumentException(option + " needs a value");
		}
		return rest.pop();
	}

	private static int number(String option, String value, int max) {
		try {
			int number = Integer.parseInt(value);
			if (number >= 1 && number <= max) {
				return number;
			}
		}
		catch (NumberFormatException ex) {
			// Said below
		}
		throw new IllegalArgumentException(
				"%s must be a whole number from 1 to %d, not '%s'".formatted(option, max, value));
	}

	private static URI uri(String base, String path) {
		if (!path.startsWith("/")) {
			throw new IllegalArgumentException("--path must begin with a slash, not be '%s'".formatted(path));
		}
		try {
			return URI.create(base + path);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("--path must be one of a URL, not '%s'".formatted(path), ex);
		}
	}

}
