package io.github.resiliencestarter.fleet;

import java.util.Map;
import java.util.function.Predicate;

/**
 * Course of a value during a soak test. Means without a value are not a number.
 *
 * @param first the mean of the first quarter, in which JVMs warm up
 * @param second the mean of the second quarter
 * @param last the mean of the last quarter
 * @param perHour the slope of a straight line through the values after the first quarter
 */
record Trend(double first, double second, double last, double perHour) {

	private static final double TOLERANCE = 1.05;

	private static final int QUARTERS = 4;

	private static final int MINUTES_PER_HOUR = 60;

	/**
	 * Finds the trend of values.
	 * @param values the values by minute
	 * @param minutes the duration of the soak test
	 */
	static Trend of(Map<Integer, Long> values, int minutes) {
		return new Trend(mean(values, (minute) -> quarter(minute, minutes) == 0),
				mean(values, (minute) -> quarter(minute, minutes) == 1),
				mean(values, (minute) -> quarter(minute, minutes) == QUARTERS - 1),
				slope(values, (minute) -> quarter(minute, minutes) > 0) * MINUTES_PER_HOUR);
	}

	/**
	 * Whether the mean of the last quarter exceeds that of the second by at most 5 % or
	 * by at most 1. Never if one of them is missing.
	 */
	boolean isFlat() {
		return this.last <= Math.max(this.second * TOLERANCE, this.second + 1);
	}

	private static int quarter(int minute, int minutes) {
		return minute * QUARTERS / minutes;
	}

	private static double mean(Map<Integer, Long> values, Predicate<Integer> minutes) {
		return values.entrySet()
			.stream()
			.filter((value) -> minutes.test(value.getKey()))
			.mapToLong(Map.Entry::getValue)
			.average()
			.orElse(Double.NaN);
	}

	/**
	 * Least squares; not a number with fewer than two values.
	 */
	private static double slope(Map<Integer, Long> values, Predicate<Integer> minutes) {
		double middle = values.keySet()
			.stream()
			.filter(minutes)
			.mapToInt(Integer::intValue)
			.average()
			.orElse(Double.NaN);
		double mean = mean(values, minutes);
		double product = 0;
		double square = 0;
		for (Map.Entry<Integer, Long> value : values.entrySet()) {
			if (minutes.test(value.getKey())) {
				double distance = value.getKey() - middle;
				product += distance * (value.getValue() - mean);
				square += distance * distance;
			}
		}
		return product / square;
	}

}
