package io.github.resiliencestarter.report;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.springframework.util.StringUtils;

/**
 * Section of one experiment: the fault, the results, and the requirements.
 */
final class ExperimentSection {

	private final Experiment experiment;

	ExperimentSection(Experiment experiment) {
		this.experiment = experiment;
	}

	Tag tag() {
		Tag section = Tag.of("section", Tag.of("h2", this.experiment.name()), Tag.of("p", happens()))
			.with("id", this.experiment.anchor());
		if (!this.experiment.measured().isEmpty()) {
			section.add(Legend.of(this.experiment.measured().stream().map(Runs::contender)))
				.add(Charts.main(this.experiment), new ExperimentTable(this.experiment).tag())
				.add(bars())
				.add(Charts.secondary(this.experiment));
		}
		return section.add(notRun());
	}

	private String happens() {
		Figure rate = this.experiment.requestsPerSecond();
		Figure seconds = this.experiment.faultSeconds();
		return StringUtils.capitalize(this.experiment.says()) + "."
				+ (rate.isKnown() ? " %s requests per second are sent%s.".formatted(Unit.COUNT.write(rate.median()),
						otherwise(rate.median())) : "")
				+ (seconds.isKnown() ? " The fault lasts %s.".formatted(seconds.write(Unit.SECONDS)) : "");
	}

	/**
	 * The fault can be a higher load.
	 */
	private String otherwise(double usual) {
		double rate = this.experiment.requestsPerSecondOfTheFault().median();
		boolean other = Math.abs(rate - usual) > usual / 10;
		return other ? ", %s during the fault".formatted(Unit.COUNT.write(rate)) : "";
	}

	private Stream<Tag> bars() {
		List<String> bars = this.experiment.with(Contender.STARTER).bars();
		if (bars.isEmpty()) {
			return Stream.of(Tag.of("p", "There are no requirements for the starter."));
		}
		List<Runs> measured = this.experiment.measured();
		Table table = Table.of("Requirements for the starter, and the others for comparison",
				Stream.concat(Stream.of("requirement"), measured.stream().map((runs) -> runs.contender().toString()))
					.toList());
		bars.forEach((bar) -> table.row(Tag.of("th", bar).with("scope", "row"),
				measured.stream().map((runs) -> verdict(runs.verdict(bar)))));
		return Stream.of(table.tag());
	}

	private static Tag verdict(String verdict) {
		return Tag.of("td", verdict).with("class", verdict.startsWith("missed") ? "missed" : "met");
	}

	private Stream<Tag> notRun() {
		return Arrays.stream(Contender.values())
			.map(this.experiment::with)
			.flatMap((runs) -> runs.reasons()
				.stream()
				.map((reason) -> Tag.of("p", Tag.of("strong", runs.contender().toString()))
					.text((runs.isEmpty() ? " was not run: " : " was not run every time: ") + reason)));
	}

}
