package io.github.resiliencestarter.report;

import java.util.List;

/**
 * Axis of a chart.
 */
interface Axis {

	/**
	 * The position of a value: 0 at the low end, 1 at the high end; {@code NaN} if it has
	 * none.
	 */
	double place(double value);

	/**
	 * The ticks, from low to high.
	 */
	List<Tick> ticks();

	/**
	 * Tick with its label.
	 *
	 * @param value the value
	 * @param text the label
	 */
	record Tick(double value, String text) {

	}

}
