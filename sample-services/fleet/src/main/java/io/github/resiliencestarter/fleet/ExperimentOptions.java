package io.github.resiliencestarter.fleet;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Options of {@code ./fleet experiment}.
 *
 * @param scenarios the experiments
 * @param setUps the setups to compare
 * @param timing the durations
 * @param repetitions the number of repetitions
 * @param json the file to which each run appends a line of JSON, if any
 */
record ExperimentOptions(List<Scenario> scenarios, Set<SetUp> setUps, Timing timing, int repetitions,
		@Nullable Path json) {

	private static final int MIN_SECONDS = 5;

	private static final int MAX_SECONDS = 600;

	private static final int MAX_REPETITIONS = 20;

	/**
	 * What the setups are chosen with.
	 */
	static final List<String> CONTENDERS = Stream.of(SetUp.STARTER, SetUp.GRPC, SetUp.STOCK, SetUp.NONE, SetUp.HAPROXY)
		.map(SetUp::toString)
		.toList();

	/**
	 * Creates options from command-line arguments.
	 * @param scenarios the experiments, or {@code all}; empty if missing
	 * @param setUps the setups; {@code grpc} moves all others to gRPC
	 * @param seconds the duration of a fault; empty for the default
	 * @param repetitions the number of repetitions
	 * @param json a file; empty for none
	 * @throws Misuse if an argument is invalid
	 */
	static ExperimentOptions of(String scenarios, String setUps, String seconds, String repetitions, String json) {
		Timing timing = seconds.isEmpty() ? Timing.FULL : Timing.FULL
			.withFaulty(Duration.ofSeconds(Numbers.read("--seconds", seconds, MIN_SECONDS, MAX_SECONDS)));
		return new ExperimentOptions(scenarios(scenarios), setUps(setUps), timing,
				Numbers.read("--repeat", repetitions, 1, MAX_REPETITIONS), json.isEmpty() ? null : file(json));
	}

	private static List<Scenario> scenarios(String names) {
		if (names.isEmpty()) {
			throw new Misuse("specify an experiment: %s or all".formatted(names(Scenarios.ALL)));
		}
		return names.equals("all") ? Scenarios.ALL
				: Stream.of(names.split(",", -1)).distinct().map(ExperimentOptions::scenario).toList();
	}

	private static Scenario scenario(String name) {
		return Scenarios.ALL.stream()
			.filter((scenario) -> scenario.name().equals(name))
			.findFirst()
			.orElseThrow(
					() -> new Misuse("unknown experiment: '%s'; use %s or all".formatted(name, names(Scenarios.ALL))));
	}

	private static Set<SetUp> setUps(String names) {
		List<String> contenders = List.of(names.split(",", -1));
		contenders.stream().filter((name) -> !CONTENDERS.contains(name)).findFirst().ifPresent((name) -> {
			throw new Misuse("unknown setup: '%s'; use %s".formatted(name, String.join(", ", CONTENDERS)));
		});
		Set<SetUp> setUps = contenders.stream()
			.map((name) -> SetUp.valueOf(name.toUpperCase(Locale.ROOT)))
			.collect(Collectors.toCollection(() -> EnumSet.noneOf(SetUp.class)));
		boolean isOverGrpc = setUps.remove(SetUp.GRPC);
		if (setUps.isEmpty()) {
			return EnumSet.of(SetUp.GRPC);
		}
		return !isOverGrpc ? setUps
				: setUps.stream()
					.map(SetUp::overGrpc)
					.collect(Collectors.toCollection(() -> EnumSet.noneOf(SetUp.class)));
	}

	private static Path file(String name) {
		Path file = Path.of(name).toAbsolutePath();
		if (Files.isDirectory(file) || file.getParent() == null || !Files.isDirectory(file.getParent())) {
			throw new Misuse("--json must be a file in an existing directory, not '%s'".formatted(name));
		}
		return file;
	}

	private static String names(Collection<?> values) {
		return values.stream().map(Object::toString).collect(Collectors.joining(", "));
	}

}
