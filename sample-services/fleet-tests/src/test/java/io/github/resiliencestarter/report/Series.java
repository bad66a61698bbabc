package io.github.resiliencestarter.report;

import java.util.List;

/**
 * What a line of a chart shows.
 *
 * @param contender whose line it is
 * @param points from left to right; one whose {@code y} is {@code NaN} is a gap
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
	 * @param x when
	 * @param y how much
	 */
	record Point(double x, double y) {

	}

}
