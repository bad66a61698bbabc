package io.github.resiliencestarter.sample.faults;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a service does wrong: it holds each request back for a while, or fails a share of
 * them.
 *
 * @param text how the fault is written
 * @param hold how long each request is held back
 * @param errorPercent how many of a hundred requests fail
 */
record Fault(String text, Duration hold, int errorPercent) {

	static final String ALLOWED = "none, hang, latency=<0..60s, such as 250ms or 2s> or error=<0..100>%";

	static final Fault NONE = new Fault("none", Duration.ZERO, 0);

	/** Longer than any caller waits, and still an end: held requests cost memory. */
	static final Fault HANG = new Fault("hang", Duration.ofMinutes(10), 0);

	private static final Duration MAX_LATENCY = Duration.ofSeconds(60);

	private static final Pattern LATENCY = Pattern.compile("latency=(\\d{1,5})(ms|s)");

	private static final Pattern ERROR = Pattern.compile("error=(\\d{1,3})%");

	/**
	 * Read a fault as {@link #ALLOWED} describes it.
	 * @throws IllegalArgumentException if the text is anything else
	 */
	static Fault parse(String text) {
		Matcher latency = LATENCY.matcher(text);
		if (latency.matches()) {
			return latency(text, Long.parseLong(latency.group(1)), latency.group(2));
		}
		Matcher error = ERROR.matcher(text);
		if (error.matches()) {
			return error(text, Integer.parseInt(error.group(1)));
		}
		return switch (text) {
			case "none" -> NONE;
			case "hang" -> HANG;
			default -> throw notAllowed();
		};
	}

	private static Fault latency(String text, long amount, String unit) {
		Duration latency = "s".equals(unit) ? Duration.ofSeconds(amount) : Duration.ofMillis(amount);
		if (latency.compareTo(MAX_LATENCY) > 0) {
			throw notAllowed();
		}
		return new Fault(text, latency, 0);
	}

	private static Fault error(String text, int percent) {
		if (percent > 100) {
			throw notAllowed();
		}
		return new Fault(text, Duration.ZERO, percent);
	}

	private static IllegalArgumentException notAllowed() {
		return new IllegalArgumentException("A fault is " + ALLOWED);
	}

}
