package io.github.resiliencestarter.report;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Chart over time, with one line for each setup and the fault shaded.
 *
 * @param says the title, with the unit
 * @param unit the format of values
 * @param values the axis of the values
 * @param fault the duration of the fault in seconds; shaded more lightly between its
 * minimum and its maximum
 * @param series the lines, with at least one point
 */
record Chart(String says, Unit unit, Axis values, Figure fault, List<Series> series) {

	/**
	 * Chart of a count.
	 */
	static Chart counting(String says, Figure fault, List<Series> series) {
		double highest = series.stream().mapToDouble(Series::highest).max().orElse(0);
		return new Chart(says, Unit.COUNT, LinearAxis.upTo(highest), fault, series);
	}

	/**
	 * Chart of a duration, on a logarithmic scale.
	 */
	static Chart ofMillis(String says, Figure fault, List<Series> series) {
		return new Chart(says, Unit.MILLIS,
				MillisAxis.of(series.stream().flatMap((each) -> each.points().stream()).map(Series.Point::y).toList()),
				fault, series);
	}

	/**
	 * Draws the chart.
	 * @param experiment the fault, for the accessible title
	 */
	Tag draw(String experiment) {
		Plane plane = new Plane(time(), this.values);
		String seconds = this.fault.isKnown() ? "seconds since the start of the fault" : "seconds";
		return Tag.of("svg")
			.with("viewBox", "0 0 %d %d".formatted((int) Plane.WIDTH, (int) Plane.HEIGHT))
			.with("role", "img")
			.add(Tag.of("title", title(experiment)))
			.add(shades(plane))
			.add(Plane.text(2, Plane.TOP - 11, "says", this.says))
			.add(Plane.text((Plane.LEFT + Plane.RIGHT) / 2, Plane.HEIGHT - 4, "x", seconds))
			.add(this.values.ticks().stream().map((tick) -> atTheSide(plane, tick)))
			.add(plane.time().ticks().stream().map((tick) -> below(plane, tick)))
			.add(this.series.stream().flatMap((each) -> Line.draw(plane, each)));
	}

	private String title(String experiment) {
		return this.series.stream()
			.map((each) -> "%s %s".formatted(each.contender(), this.unit.write(each.highest())))
			.collect(Collectors.joining(", ", "%s: %s. Maximum: ".formatted(experiment, this.says), ""));
	}

	private LinearAxis time() {
		double[] times = this.series.stream()
			.flatMap((each) -> each.points().stream())
			.mapToDouble(Series.Point::x)
			.sorted()
			.toArray();
		return LinearAxis.between(times[0] - 0.5, times[times.length - 1] + 0.5);
	}

	private Stream<Tag> shades(Plane plane) {
		LinearAxis time = plane.time();
		double from = plane.x(Math.max(0, time.low()));
		return Stream.of(this.fault.lowest(), this.fault.highest())
			.filter((seconds) -> seconds > 0)
			.distinct()
			.map((seconds) -> Tag.of("rect")
				.with("class", "fault")
				.with("x", Plane.number(from))
				.with("y", Plane.number(Plane.TOP))
				.with("width", Plane.number(Math.max(0, plane.x(Math.min(seconds, time.high())) - from)))
				.with("height", Plane.number(Plane.BOTTOM - Plane.TOP)));
	}

	private static Tag atTheSide(Plane plane, Axis.Tick tick) {
		double y = plane.y(tick.value());
		return Tag.of("g")
			.add(Plane.path("grid", "M%sH%s".formatted(Plane.at(Plane.LEFT, y), Plane.number(Plane.RIGHT))))
			.add(Plane.text(Plane.LEFT - 5, y + 4, "y", tick.text()));
	}

	private static Tag below(Plane plane, Axis.Tick tick) {
		double x = plane.x(tick.value());
		return Tag.of("g")
			.add(Plane.path("grid", "M%sv4".formatted(Plane.at(x, Plane.BOTTOM))))
			.add(Plane.text(x, Plane.BOTTOM + 16, "x", tick.text()));
	}

}
