package io.github.resiliencestarter.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * The figures of an experiment: a row for each set-up, or one for each of the paths that
 * it was asked for.
 */
final class ExperimentTable {

	private static final String DURING = "during";

	private final Experiment experiment;

	private final boolean severalPaths;

	private final List<Column> ofTheRun;

	ExperimentTable(Experiment experiment) {
		this.experiment = experiment;
		this.severalPaths = !experiment.names(Runs::paths).isEmpty();
		this.ofTheRun = ofTheRun(experiment);
	}

	/**
	 * What is told of a run as a whole; without the columns that would be empty.
	 */
	private static List<Column> ofTheRun(Experiment experiment) {
		List<Column> columns = new ArrayList<>(List.of(Column.time("until none fails", "untilNoneFails"),
				Column.time("normal again after", "recovered"),
				Column.number("reach inventory, per request", Unit.TIMES, "amplification", "inventory"),
				Column.number("goodput", Unit.PER_SECOND, "goodput"), new Column("requests at the bad one",
						(runs) -> runs.figure((run) -> 100 * run.number("share")), Unit.PERCENT)));
		experiment.names(Runs::marks).forEach((mark) -> columns.add(Column.time(mark, "marks", mark)));
		columns.removeIf(
				(column) -> experiment.measured().stream().noneMatch((runs) -> column.figure().apply(runs).isKnown()));
		columns.add(Column.number("failed in all, also after", Unit.COUNT, "total", "failed"));
		columns.add(new Column("runs", (runs) -> Figure.of(DoubleStream.of(runs.done().size())), Unit.COUNT));
		return columns;
	}

	private static List<Column> ofAPath(String... account) {
		return List.of(new Column("failed", (runs) -> runs.failedPercent(account), Unit.PERCENT),
				Column.number("p50", Unit.MILLIS, Run.path(account, "p50Ms")),
				Column.number("p99", Unit.MILLIS, Run.path(account, "p99Ms")),
				Column.number("max", Unit.MILLIS, Run.path(account, "maxMs")));
	}

	Tag tag() {
		Stream<String> first = this.severalPaths ? Stream.of("set-up", "path") : Stream.of("set-up");
		Stream<String> columns = Stream.concat(ofAPath(DURING).stream(), this.ofTheRun.stream()).map(Column::head);
		Table table = Table.of("While the fault lasted", Stream.concat(first, columns).toList());
		this.experiment.measured().forEach((runs) -> addRows(table, runs));
		return table.tag();
	}

	private void addRows(Table table, Runs runs) {
		if (!this.severalPaths) {
			table.row(setUp(runs, 1), Stream.concat(cells(runs, DURING), ofTheRun(runs, 1)));
			return;
		}
		List<String> paths = runs.paths();
		if (paths.isEmpty()) {
			Stream<Tag> cells = Stream.concat(cells(runs, DURING), ofTheRun(runs, 1));
			table.row(setUp(runs, 1), Stream.concat(Stream.of(path("all")), cells));
		}
		for (int i = 0; i < paths.size(); i++) {
			Stream<Tag> cells = cells(runs, "paths", paths.get(i), DURING);
			if (i == 0) {
				Stream<Tag> path = Stream.concat(Stream.of(path(paths.get(i))), cells);
				table.row(setUp(runs, paths.size()), Stream.concat(path, ofTheRun(runs, paths.size())));
			}
			else {
				table.row(path(paths.get(i)), cells);
			}
		}
	}

	private static Tag setUp(Runs runs, int rows) {
		return Tag.of("th", Legend.line(runs.contender()), Tag.of("span", " " + runs.contender()))
			.with("scope", (rows > 1) ? "rowgroup" : "row")
			.with("rowspan", rows);
	}

	private static Tag path(String path) {
		return Tag.of("th", path).with("scope", "row");
	}

	private static Stream<Tag> cells(Runs runs, String... account) {
		return ofAPath(account).stream().map((column) -> column.cell(runs));
	}

	private Stream<Tag> ofTheRun(Runs runs, int rows) {
		return this.ofTheRun.stream().map((column) -> column.cell(runs).with("rowspan", rows));
	}

}
