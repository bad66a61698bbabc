package io.github.resiliencestarter.guard;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.springframework.boot.convert.DurationStyle;

/**
 * Time after which a request that has no response is sent to a second instance.
 */
public sealed interface HedgeDelay {

	/**
	 * No request is sent twice.
	 */
	HedgeDelay NEVER = new Never();

	/**
	 * Creates a delay from its text in the configuration.
	 * @param text a time such as {@code 80ms}, a percentile of the recent response times
	 * such as {@code p95}, or {@code never}
	 * @return the delay
	 * @throws IllegalArgumentException if the text is none of these
	 */
	static HedgeDelay of(String text) {
		String value = text.strip().toLowerCase(Locale.ROOT);
		if (value.equals("never")) {
			return NEVER;
		}
		Matcher percentile = Percentile.TEXT.matcher(value);
		if (percentile.matches()) {
			return new Percentile(Double.parseDouble(percentile.group(1)));
		}
		try {
			return new Fixed(DurationStyle.detectAndParse(value));
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("'" + text + "' is not a time such as 80ms, a percentile from p"
					+ (int) Percentile.MIN + " to p" + Percentile.MAX + " such as p95, or never", ex);
		}
	}

	/**
	 * No request is sent twice.
	 */
	record Never() implements HedgeDelay {

		@Override
		public String toString() {
			return "never";
		}

	}

	/**
	 * A fixed time.
	 *
	 * @param time the time, longer than zero
	 */
	record Fixed(Duration time) implements HedgeDelay {

		public Fixed {
			if (time.isNegative() || time.isZero()) {
				throw new IllegalArgumentException("The time must be longer than zero, not " + time);
			}
		}

		@Override
		public String toString() {
			return DurationStyle.SIMPLE.print(this.time);
		}

	}

	/**
	 * A percentile of the recent response times of the target.
	 *
	 * @param percent the percentage of requests that are answered within the time
	 */
	record Percentile(double percent) implements HedgeDelay {

		private static final Pattern TEXT = Pattern.compile("p(\\d+(?:\\.\\d+)?)");

		private static final double MIN = 50;

		private static final double MAX = 99.9;

		public Percentile {
			if (!(percent >= MIN && percent <= MAX)) {
				throw new IllegalArgumentException(
						"The percentile must be from p" + (int) MIN + " to p" + MAX + ", not p" + percent);
			}
		}

		@Override
		public String toString() {
			return "p" + ((this.percent == Math.rint(this.percent)) ? Long.toString((long) this.percent)
					: Double.toString(this.percent));
		}

	}

}
