package io.github.resiliencestarter.edge;

import java.time.Duration;
import java.util.Enumeration;
import java.util.List;
import java.util.function.Function;

import io.github.resiliencestarter.deadline.DeadlineProperties;

/**
 * Reader of the headers with the milliseconds until the caller gives up.
 * <p>
 * The time is relative, so clocks need not agree. External callers can only shorten it:
 * the smallest of several values counts, anything but a plain number is ignored, and
 * nothing exceeds the maximum.
 */
class TimeoutHeaders {

	/**
	 * Header with which Envoy sends the remaining time of a request.
	 */
	static final String ENVOY = "x-envoy-expected-rq-timeout-ms";

	// More digits than any sensible number of milliseconds; well below an overflow
	private static final int MOST_DIGITS = 15;

	private final List<String> names;

	private final Duration byDefault;

	private final Duration atMost;

	TimeoutHeaders(DeadlineProperties properties) {
		this.names = properties.receive() ? List.of(properties.header(), ENVOY) : List.of();
		this.byDefault = properties.defaultTimeout();
		this.atMost = properties.maxTimeout();
	}

	/**
	 * Read the remaining time of a request.
	 * @param headers the values of a header, by its name
	 * @return the time; zero if the deadline has expired
	 */
	Duration read(Function<String, Iterable<String>> headers) {
		long smallest = Long.MAX_VALUE;
		for (String name : this.names) {
			for (String line : headers.apply(name)) {
				smallest = Math.min(smallest, smallest(line));
			}
		}
		if (smallest == Long.MAX_VALUE) {
			return this.byDefault;
		}
		return Duration.ofMillis(Math.min(smallest, this.atMost.toMillis()));
	}

	private static long smallest(String line) {
		long smallest = Long.MAX_VALUE;
		for (String value : line.split(",", -1)) {
			smallest = Math.min(smallest, millis(value.strip()));
		}
		return smallest;
	}

	private static long millis(String value) {
		if (value.isEmpty() || value.length() > MOST_DIGITS || !value.chars().allMatch((c) -> c >= '0' && c <= '9')) {
			return Long.MAX_VALUE;
		}
		return Long.parseLong(value);
	}

	static Iterable<String> iterable(Enumeration<String> values) {
		return () -> values.asIterator();
	}

}
