package io.github.resiliencestarter.report;

import java.util.function.Function;

/**
 * Column of figures.
 *
 * @param head the heading
 * @param figure the value
 * @param unit the format of the value
 */
record Column(String head, Function<Runs, Figure> figure, Unit unit) {

	static Column number(String head, Unit unit, String... path) {
		return new Column(head, (runs) -> runs.number(path), unit);
	}

	/**
	 * Column of a duration, or of "never".
	 */
	static Column time(String head, String... path) {
		return new Column(head, (runs) -> runs.figure((run) -> run.secondsUntil(path)), Unit.SECONDS);
	}

	Tag cell(Runs runs) {
		Figure figure = this.figure.apply(runs);
		Tag cell = Tag.of("td", this.unit.write(figure.median()));
		String range = figure.range(this.unit);
		return range.isEmpty() ? cell : cell.add(Tag.of("small", range));
	}

}
