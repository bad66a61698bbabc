package io.github.resiliencestarter.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Figures of an experiment: a row for each setup, or one for each requested path.
 */
final class ExperimentTable {

	private final Experiment experiment;

	private final List<Requests> requests;

	private final List<Column> ofTheRun;

	ExperimentTable(Experiment experiment) {
		this.experiment = experiment;
		this.requests = experiment.requests();
		this.ofTheRun = ofTheRun(experiment);
	}

	/**
	 * Columns for the whole run, without the empty ones.
	 */
	private static List<Column> ofTheRun(Experiment experiment) {
		List<Column> columns = new ArrayList<>(List.of(Column.time("last failure after", "untilNoneFails"),
				Column.time("recovered after", "recovered"),
				Column.number("inventory requests per request", Unit.TIMES, "amplification", "inventory"),
				Column.number("goodput", Unit.PER_SECOND, "goodput"), new Column("bad instance's share",
						(runs) -> runs.figure((run) -> 100 * run.number("share")), Unit.PERCENT)));
		experiment.names(Runs::marks).forEach((mark) -> columns.add(Column.time(mark, "marks", mark)));
		columns.removeIf(
				(column) -> experiment.measured().stream().noneMatch((runs) -> column.figure().apply(runs).isKnown()));
		columns.add(Column.number("failed in total", Unit.COUNT, "total", "failed"));
		columns.add(new Column("runs", (runs) -> Figure.of(DoubleStream.of(runs.done().size())), Unit.COUNT));
		return columns;
	}

	private static List<Column> columns(Requests requests) {
		return List.of(new Column("failed", requests::failedPercent, Unit.PERCENT),
				new Column("p50", (runs) -> requests.number(runs, "p50Ms"), Unit.MILLIS),
				new Column("p99", requests::p99, Unit.MILLIS),
				new Column("max", (runs) -> requests.number(runs, "maxMs"), Unit.MILLIS));
	}

	Tag tag() {
		List<String> head = new ArrayList<>(List.of("setup"));
		if (this.requests.size() > 1) {
			head.add("path");
		}
		Stream.concat(columns(Requests.ALL).stream(), this.ofTheRun.stream()).map(Column::head).forEach(head::add);
		Table table = Table.of("During the fault", head);
		this.experiment.measured().forEach((runs) -> addRows(table, runs));
		return table.tag();
	}

	private void addRows(Table table, Runs runs) {
		int rows = this.requests.size();
		Requests first = this.requests.get(0);
		Stream<Tag> ofTheRun = this.ofTheRun.stream().map((column) -> column.cell(runs).with("rowspan", rows));
		Stream<Tag> path = (rows > 1) ? Stream.of(path(first)) : Stream.of();
		table.row(setUp(runs, rows), Stream.of(path, cells(runs, first), ofTheRun).flatMap((each) -> each));
		this.requests.stream().skip(1).forEach((requests) -> table.row(path(requests), cells(runs, requests)));
	}

	private static Tag setUp(Runs runs, int rows) {
		return Tag.of("th", Legend.line(runs.contender()), Tag.of("span", " " + runs.contender()))
			.with("scope", (rows > 1) ? "rowgroup" : "row")
			.with("rowspan", rows);
	}

	private static Tag path(Requests requests) {
		return Tag.of("th", requests.path()).with("scope", "row");
	}

	private static Stream<Tag> cells(Runs runs, Requests requests) {
		return columns(requests).stream().map((column) -> column.cell(runs));
	}

}
