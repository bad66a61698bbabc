package io.github.resiliencestarter.control;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.convert.DurationStyle;

/**
 * Rule for the value of a setting.
 */
sealed interface ValueRule {

	/**
	 * Returns a value in its usual form.
	 * @param value the value in a document
	 * @return the value, or {@code null} if it is invalid
	 */
	@Nullable String normalize(JsonNode value);

	/**
	 * Returns what to write.
	 */
	String howToWrite();

	/**
	 * Number.
	 *
	 * @param min the minimum
	 * @param max the maximum
	 * @param whole whether it must be a whole number
	 */
	record Numeric(double min, double max, boolean whole) implements ValueRule {

		private static final int MAX_LENGTH = 20;

		private static final Pattern DECIMAL = Pattern.compile("-?\\d+(\\.\\d+)?");

		@Override
		public @Nullable String normalize(JsonNode value) {
			String text = value.isNumber() ? value.numberValue().toString() : value.isString() ? value.asString() : "";
			if (text.length() > MAX_LENGTH || !DECIMAL.matcher(text).matches()) {
				return null;
			}
			double number = Double.parseDouble(text);
			boolean isWhole = number == Math.rint(number);
			if (number < this.min || number > this.max || (this.whole && !isWhole)) {
				return null;
			}
			return isWhole ? Long.toString((long) number) : Double.toString(number);
		}

		@Override
		public String howToWrite() {
			String from = "from %s to %s".formatted(text(this.min), text(this.max));
			return (this.whole ? "a whole number " : "a number ") + from;
		}

		private static String text(double number) {
			return (number == Math.rint(number)) ? Long.toString((long) number) : Double.toString(number);
		}

	}

	/**
	 * Duration. A number without a unit could mean seconds or milliseconds.
	 *
	 * @param min the minimum
	 * @param max the maximum
	 */
	record Time(Duration min, Duration max) implements ValueRule {

		private static final int MAX_LENGTH = 40;

		private static final Pattern UNIT = Pattern.compile(".*[a-zA-Z].*");

		@Override
		public @Nullable String normalize(JsonNode value) {
			Duration duration = value.isString() ? parse(value.asString()) : null;
			return (duration != null && duration.compareTo(this.min) >= 0 && duration.compareTo(this.max) <= 0)
					? duration.toString() : null;
		}

		private static @Nullable Duration parse(String text) {
			if (text.length() > MAX_LENGTH || !UNIT.matcher(text).matches()) {
				return null;
			}
			try {
				return DurationStyle.detectAndParse(text);
			}
			catch (RuntimeException ex) {
				return null;
			}
		}

		@Override
		public String howToWrite() {
			return "a duration from %s to %s, such as 500ms or PT2S".formatted(text(this.min), text(this.max));
		}

		private static String text(Duration duration) {
			return DurationStyle.SIMPLE.print(duration,
					(duration.toMillis() % 1000 != 0) ? ChronoUnit.MILLIS : ChronoUnit.SECONDS);
		}

	}

	/**
	 * Truth value.
	 */
	record Switch() implements ValueRule {

		@Override
		public @Nullable String normalize(JsonNode value) {
			String text = value.isBoolean() ? Boolean.toString(value.booleanValue())
					: value.isString() ? value.asString() : "";
			return (text.equals("true") || text.equals("false")) ? text : null;
		}

		@Override
		public String howToWrite() {
			return "true or false";
		}

	}

}
