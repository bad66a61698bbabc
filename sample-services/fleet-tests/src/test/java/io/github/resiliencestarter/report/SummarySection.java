package io.github.resiliencestarter.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Summary of all experiments, with the chart of one of them.
 */
final class SummarySection {

	private static final String PICTURED = "one-of-two";

	private final List<Experiment> experiments;

	SummarySection(List<Experiment> experiments) {
		this.experiments = experiments;
	}

	Tag tag() {
		Tag section = Tag.of("section", Tag.of("h2", "Failed requests and p99 during the fault")).with("id", "summary");
		List<Experiment> main = this.experiments.stream().filter(Results::isMain).toList();
		List<Experiment> others = this.experiments.stream().filter((each) -> !Results.isMain(each)).toList();
		return section.add(matrix("Experiments", main)).add(pictured()).add(matrix("Further faults", others));
	}

	private static Stream<Tag> matrix(String caption, List<Experiment> experiments) {
		if (experiments.isEmpty()) {
			return Stream.empty();
		}
		List<String> head = new ArrayList<>(List.of("experiment"));
		Stream.of(Contender.values()).map(Contender::toString).forEach(head::add);
		head.add("requirements for the starter");
		Table table = Table.of(caption, head);
		experiments.forEach((experiment) -> addRows(table, experiment));
		return Stream.of(table.tag());
	}

	private static void addRows(Table table, Experiment experiment) {
		List<Requests> requests = experiment.requests();
		for (Requests each : requests) {
			boolean first = each.equals(requests.get(0));
			Stream<Tag> bars = first
					? Stream.of(Tag.of("td", bars(experiment.with(Contender.STARTER))).with("rowspan", requests.size()))
					: Stream.of();
			table.row(name(experiment, each, first ? experiment.says() : ""), Stream.concat(
					Stream.of(Contender.values()).map((contender) -> cell(experiment.with(contender), each)), bars));
		}
	}

	private static Tag name(Experiment experiment, Requests requests, String says) {
		Tag link = Tag.of("a", experiment.name()).with("href", "#" + experiment.anchor());
		return Tag.of("th", link, Tag.of("span", " " + requests.path()), Tag.of("small", says)).with("scope", "row");
	}

	private static Tag cell(Runs runs, Requests requests) {
		Figure failed = requests.failedPercent(runs);
		if (!failed.isKnown()) {
			return Tag.of("td", (runs.isEmpty() && !runs.reasons().isEmpty()) ? "not run" : "–");
		}
		Level level = Level.of(failed);
		return Tag
			.of("td", Tag.of("strong", Unit.PERCENT.write(failed.median())), Tag.of("small", level.says()),
					Tag.of("small", "p99 " + Unit.MILLIS.write(requests.p99(runs).median())))
			.with("class", "level " + level);
	}

	private static String bars(Runs starter) {
		List<String> bars = starter.bars();
		long missed = bars.stream().filter((bar) -> !starter.verdict(bar).equals("met")).count();
		if (bars.isEmpty()) {
			return "–";
		}
		return (missed == 0) ? "all %d met".formatted(bars.size()) : "%d of %d missed".formatted(missed, bars.size());
	}

	private Stream<Tag> pictured() {
		Optional<Experiment> pictured = this.experiments.stream()
			.filter((experiment) -> experiment.name().equals(PICTURED))
			.findFirst();
		return pictured.stream()
			.filter((experiment) -> !experiment.measured().isEmpty())
			.flatMap((experiment) -> Stream.of(title(experiment), Charts.main(experiment)));
	}

	private static Tag title(Experiment experiment) {
		return Tag
			.of("div", Tag.of("h3", "%s: %s".formatted(experiment.name(), experiment.says())),
					Legend.of(experiment.measured().stream().map(Runs::contender)))
			.with("class", "title");
	}

}
