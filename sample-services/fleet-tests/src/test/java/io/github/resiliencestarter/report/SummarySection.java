package io.github.resiliencestarter.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All experiments on one screen, and one of them as a picture: what the README shows.
 */
final class SummarySection {

	private static final String PICTURED = "one-of-two";

	private final List<Experiment> experiments;

	SummarySection(List<Experiment> experiments) {
		this.experiments = experiments;
	}

	Tag tag() {
		return Tag.of("section", Tag.of("h2", "Summary")).with("id", "summary").add(matrix()).add(pictured());
	}

	private Tag matrix() {
		List<String> head = new ArrayList<>(List.of("experiment"));
		Stream.of(Contender.values()).map(Contender::toString).forEach(head::add);
		head.add("starter's bars");
		Table table = Table.of("Requests that failed while the fault lasted, and the p99 of all requests", head);
		this.experiments.forEach((experiment) -> table.row(name(experiment), cells(experiment)));
		return table.tag();
	}

	private static Tag name(Experiment experiment) {
		return Tag
			.of("th", Tag.of("a", experiment.name()).with("href", "#" + experiment.anchor()),
					Tag.of("small", experiment.says()))
			.with("scope", "row");
	}

	private static Stream<Tag> cells(Experiment experiment) {
		return Stream.concat(Stream.of(Contender.values()).map((each) -> cell(experiment.with(each))),
				Stream.of(Tag.of("td", bars(experiment.with(Contender.STARTER)))));
	}

	private static Tag cell(Runs runs) {
		Figure failed = runs.failedPercent();
		if (!failed.isKnown()) {
			return Tag.of("td", runs.reasons().isEmpty() ? "–" : "not run");
		}
		Level level = Level.of(failed);
		return Tag
			.of("td", Tag.of("strong", Unit.PERCENT.write(failed.median())), Tag.of("small", level.says()),
					Tag.of("small", "p99 " + Unit.MILLIS.write(runs.number("during", "p99Ms").median())))
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
