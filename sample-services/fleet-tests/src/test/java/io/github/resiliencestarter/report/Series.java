package io.github.resiliencestarter.report;

import java.util.List;

/**
 * Data of a line in a chart.
 *
 * @param contender the setup
 * @param points the points from left to right; a point whose {@code y} is {@code NaN} is
 * a gap
 */
record Series(Contender contender, List<Point> points) {

	boolean isEmpty() {
		return this.points.stream().allMatch((point) -> Double.isNaN(point.y()));
	}

	double highest() {
		return this.points.stream().mapToDouble(Point::y).filter((y) -> !Double.isNaN(y)).max().orElse(Double.NaN);
	}

	/**
	 * One value.
	 *
	 * @param x the time
	 * @param y the value
	 */
	record Point(double x, double y) {

	}

}
