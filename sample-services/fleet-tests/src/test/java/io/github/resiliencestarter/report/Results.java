package io.github.resiliencestarter.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Results of the experiments in JSON Lines, with one run per line in chronological order.
 *
 * @param runs the lines
 */
record Results(List<Run> runs) {

	private static final List<String> ORDER = List.of("crash", "one-of-two", "slow", "brown-out", "flaky",
			"retry-storm", "overload", "registry", "cold-start", "standby", "fan-out");

	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.build();

	static Results read(Path file) throws IOException {
		return parse(file.getFileName().toString(), Files.readAllLines(file, StandardCharsets.UTF_8));
	}

	/**
	 * Reads results.
	 * @param name the name of the file, for error messages
	 * @param lines the lines; blank lines are skipped
	 */
	static Results parse(String name, List<String> lines) {
		List<Run> runs = new ArrayList<>();
		for (int i = 0; i < lines.size(); i++) {
			if (!lines.get(i).isBlank()) {
				runs.add(run("%s, line %d".formatted(name, i + 1), lines.get(i)));
			}
		}
		return new Results(runs);
	}

	private static Run run(String where, String line) {
		try {
			return new Run(JSON.readTree(line));
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException("%s: %s".formatted(where, ex.getOriginalMessage()), ex);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("%s: %s".formatted(where, ex.getMessage()), ex);
		}
	}

	/**
	 * The experiments in the order of the report; unknown ones come last, in
	 * chronological order.
	 */
	List<Experiment> experiments() {
		return this.runs.stream()
			.collect(Collectors.groupingBy(Run::experiment, LinkedHashMap::new, Collectors.toList()))
			.values()
			.stream()
			.map(Results::experiment)
			.sorted(Comparator.comparing((experiment) -> place(experiment.name())))
			.toList();
	}

	/**
	 * Whether an experiment is one of the main ones.
	 */
	static boolean isMain(Experiment experiment) {
		return ORDER.contains(experiment.name());
	}

	private static int place(String experiment) {
		int place = ORDER.indexOf(experiment);
		return (place < 0) ? ORDER.size() : place;
	}

	private static Experiment experiment(List<Run> runs) {
		Map<Contender, Runs> byContender = new EnumMap<>(Contender.class);
		for (Contender contender : Contender.values()) {
			List<Run> its = runs.stream().filter((run) -> run.contender() == contender).toList();
			if (!its.isEmpty()) {
				byContender.put(contender, new Runs(contender, its));
			}
		}
		// The wording of the last run
		Run last = runs.get(runs.size() - 1);
		return new Experiment(last.experiment(), last.says(), byContender);
	}

	/**
	 * The runs with a result.
	 */
	Stream<Run> done() {
		return this.runs.stream().filter((run) -> run.notRun() == null);
	}

}
