package io.github.resiliencestarter.report;

import java.util.Locale;

/**
 * Drawing area of a chart, in the units of the image.
 *
 * @param time the horizontal axis
 * @param values the vertical axis
 */
record Plane(LinearAxis time, Axis values) {

	static final double WIDTH = 420;

	static final double HEIGHT = 200;

	static final double LEFT = 52;

	static final double RIGHT = WIDTH - 10;

	static final double TOP = 24;

	static final double BOTTOM = HEIGHT - 34;

	boolean holds(double value) {
		return !Double.isNaN(this.values.place(value));
	}

	double x(double seconds) {
		return LEFT + this.time.place(seconds) * (RIGHT - LEFT);
	}

	double y(double value) {
		return BOTTOM - this.values.place(value) * (BOTTOM - TOP);
	}

	/**
	 * A point in the syntax of SVG paths.
	 */
	static String at(double x, double y) {
		return number(x) + " " + number(y);
	}

	static String number(double value) {
		return String.format(Locale.ROOT, "%.1f", value);
	}

	static Tag path(String kind, String path) {
		return Tag.of("path").with("class", kind).with("d", path);
	}

	static Tag text(double x, double y, String kind, String text) {
		return Tag.of("text", text).with("class", kind).with("x", number(x)).with("y", number(y));
	}

}
