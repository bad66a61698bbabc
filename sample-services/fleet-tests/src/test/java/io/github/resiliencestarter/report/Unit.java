package io.github.resiliencestarter.report;

import java.util.Locale;

/**
 * Format of a number. An unknown value is a dash, infinity is "never".
 */
enum Unit {

	COUNT, PERCENT, MILLIS, SECONDS, PER_SECOND, TIMES;

	String write(double value) {
		if (Double.isNaN(value)) {
			return "–";
		}
		return Double.isInfinite(value) ? "never" : writeKnown(value);
	}

	private String writeKnown(double value) {
		return switch (this) {
			case COUNT -> format((value == Math.rint(value)) ? "%.0f" : "%.1f", value);
			case PERCENT -> percent(value);
			case MILLIS -> millis(value);
			case SECONDS -> format((value == 0) ? "%.0f s" : "%.1f s", value);
			case PER_SECOND -> format("%.1f/s", value);
			case TIMES -> format("%.2f x", value);
		};
	}

	/**
	 * Neither a single failure nor a single success is rounded away.
	 */
	private static String percent(double value) {
		if (value > 0 && value < 0.05) {
			return "< 0.1 %";
		}
		if (value >= 99.5 && value < 100) {
			return "> 99 %";
		}
		return format((value > 0 && value < 9.95) ? "%.1f %%" : "%.0f %%", value);
	}

	private static String millis(double value) {
		if (value >= 999.5) {
			return format((value < 9995) ? "%.2f s" : "%.1f s", value / 1000);
		}
		return format((value < 9.95) ? "%.1f ms" : "%.0f ms", value);
	}

	private static String format(String format, double value) {
		return String.format(Locale.ROOT, format, value);
	}

}
