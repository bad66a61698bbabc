package io.github.resiliencestarter.sample.faults;

import java.time.Duration;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Injected fault: delays requests or a share of them, either independently or one after
 * another, or fails a share of them.
 *
 * @param text the textual form of the fault
 * @param hold the delay of each request that is delayed
 * @param holdPercent the percentage of requests that are delayed
 * @param oneByOne whether the delays of queued requests add up
 * @param errorPercent the percentage of requests that fail
 */
record Fault(String text, Duration hold, int holdPercent, boolean oneByOne, int errorPercent) {

	static final String ALLOWED = "none, hang, latency=<0..60s, such as 250ms or 2s>, which may be "
			+ "followed by @<0..100>% for a share of the requests, error=<0..100>% or capacity=<1..1000>/s";

	static final Fault NONE = new Fault("none", Duration.ZERO, 0, false, 0);

	/** Longer than any caller waits, and still an end: held requests cost memory. */
	static final Fault HANG = new Fault("hang", Duration.ofMinutes(10), 100, false, 0);

	private static final Duration MAX_LATENCY = Duration.ofSeconds(60);

	private static final Pattern LATENCY = Pattern.compile("latency=(\\d{1,5})(ms|s)(?:@(\\d{1,3})%)?");

	private static final int MAX_CAPACITY = 1000;

	private static final Pattern CAPACITY = Pattern.compile("capacity=(\\d{1,4})/s");

	private static final Pattern ERROR = Pattern.compile("error=(\\d{1,3})%");

	/**
	 * Read a fault as {@link #ALLOWED} describes it.
	 * @throws IllegalArgumentException if the text is anything else
	 */
	static Fault parse(String text) {
		Matcher latency = LATENCY.matcher(text);
		if (latency.matches()) {
			String share = latency.group(3);
			return latency(text, Long.parseLong(latency.group(1)), latency.group(2),
					(share != null) ? Integer.parseInt(share) : 100);
		}
		Matcher error = ERROR.matcher(text);
		if (error.matches()) {
			return error(text, Integer.parseInt(error.group(1)));
		}
		Matcher capacity = CAPACITY.matcher(text);
		if (capacity.matches()) {
			return capacity(text, Integer.parseInt(capacity.group(1)));
		}
		return switch (text) {
			case "none" -> NONE;
			case "hang" -> HANG;
			default -> throw notAllowed();
		};
	}

	/**
	 * Return whether to delay the next request.
	 */
	boolean holds(RandomGenerator random) {
		return !this.hold.isZero() && (this.holdPercent == 100 || random.nextInt(100) < this.holdPercent);
	}

	private static Fault latency(String text, long amount, String unit, int percent) {
		Duration latency = "s".equals(unit) ? Duration.ofSeconds(amount) : Duration.ofMillis(amount);
		if (latency.compareTo(MAX_LATENCY) > 0 || percent > 100) {
			throw notAllowed();
		}
		return new Fault(text, latency, percent, false, 0);
	}

	private static Fault error(String text, int percent) {
		if (percent > 100) {
			throw notAllowed();
		}
		return new Fault(text, Duration.ZERO, 0, false, percent);
	}

	private static Fault capacity(String text, int perSecond) {
		if (perSecond < 1 || perSecond > MAX_CAPACITY) {
			throw notAllowed();
		}
		return new Fault(text, Duration.ofSeconds(1).dividedBy(perSecond), 100, true, 0);
	}

	private static IllegalArgumentException notAllowed() {
		return new IllegalArgumentException("A fault is " + ALLOWED);
	}

}
