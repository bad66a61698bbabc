package io.github.resiliencestarter.report;

import java.util.List;

/**
 * Where values are on a chart.
 */
interface Axis {

	/**
	 * The place of a value: 0 at the low end, 1 at the high one; {@code NaN} if it has
	 * none.
	 */
	double place(double value);

	/**
	 * What is written along it, from low to high.
	 */
	List<Tick> ticks();

	/**
	 * Mark with its text.
	 *
	 * @param value where
	 * @param text what
	 */
	record Tick(double value, String text) {

	}

}
