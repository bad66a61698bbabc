package io.github.resiliencestarter.report;

import java.util.List;
import java.util.stream.Stream;

/**
 * Line of a chart with its markers. An isolated point has a marker too.
 */
final class Line {

	/**
	 * Seconds between two markers.
	 */
	private static final int MARKERS = 12;

	private final Plane plane;

	private final Series series;

	private final StringBuilder path = new StringBuilder();

	private final StringBuilder markers = new StringBuilder();

	private Line(Plane plane, Series series) {
		this.plane = plane;
		this.series = series;
	}

	static Stream<Tag> draw(Plane plane, Series series) {
		Line line = new Line(plane, series);
		for (int i = 0; i < series.points().size(); i++) {
			if (line.holds(i)) {
				line.add(i);
			}
		}
		return Stream.of(line.tag("line", line.path), line.tag("marker", line.markers));
	}

	private void add(int index) {
		Series.Point point = this.series.points().get(index);
		String place = Plane.at(this.plane.x(point.x()), this.plane.y(point.y()));
		boolean begins = !holds(index - 1);
		this.path.append(begins ? 'M' : 'L').append(place);
		boolean alone = begins && !holds(index + 1);
		if (alone || index % MARKERS == this.series.contender().firstMarker()) {
			this.markers.append('M').append(place).append(this.series.contender().marker());
		}
	}

	private boolean holds(int index) {
		List<Series.Point> points = this.series.points();
		return index >= 0 && index < points.size() && this.plane.holds(points.get(index).y());
	}

	private Tag tag(String kind, StringBuilder path) {
		return Plane.path(kind + " " + this.series.contender(), path.toString());
	}

}
