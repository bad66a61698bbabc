package io.github.resiliencestarter.fleet;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What {@code ./fleet experiment} was told.
 *
 * @param scenarios what shall happen
 * @param setUps to whom
 * @param timing for how long
 * @param repetitions how often all of it
 * @param json to where each run adds a line of JSON, if anywhere
 */
record ExperimentOptions(List<Scenario> scenarios, Set<SetUp> setUps, Timing timing, int repetitions,
		@Nullable Path json) {

	private static final int MIN_SECONDS = 5;

	private static final int MAX_SECONDS = 600;

	private static final int MAX_REPETITIONS = 20;

	static ExperimentOptions parse(List<String> args) {
		Deque<String> rest = new ArrayDeque<>(args);
		List<Scenario> scenarios = scenarios(rest.isEmpty() ? "" : rest.pop());
		Set<SetUp> setUps = EnumSet.of(SetUp.STARTER);
		Timing timing = Timing.FULL;
		int repetitions = 1;
		Path json = null;
		while (!rest.isEmpty()) {
			String option = rest.pop();
			switch (option) {
				case "--with" -> setUps = setUps(next(rest, option));
				case "--seconds" -> timing = timing
					.withFaulty(Duration.ofSeconds(number(option, next(rest, option), MIN_SECONDS, MAX_SECONDS)));
				case "--repeat" -> repetitions = number(option, next(rest, option), 1, MAX_REPETITIONS);
				case "--json" -> json = file(next(rest, option));
				default -> throw new IllegalArgumentException("no such argument: " + option);
			}
		}
		return new ExperimentOptions(scenarios, setUps, timing, repetitions, json);
	}

	private static List<Scenario> scenarios(String names) {
		if (names.isEmpty() || names.startsWith("-")) {
			throw new IllegalArgumentException(
					"name an experiment; there are %s and all".formatted(names(Scenarios.ALL)));
		}
		return names.equals("all") ? Scenarios.ALL
				: Stream.of(names.split(",", -1)).distinct().map(ExperimentOptions::scenario).toList();
	}

	private static Scenario scenario(String name) {
		return Scenarios.ALL.stream()
			.filter((scenario) -> scenario.name().equals(name))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException(
					"no such experiment: '%s'; there are %s and all".formatted(name, names(Scenarios.ALL))));
	}

	private static Set<SetUp> setUps(String names) {
		return Stream.of(names.split(",", -1))
			.map((name) -> Stream.of(SetUp.values())
				.filter((setUp) -> setUp.toString().equals(name))
				.findFirst()
				.orElseThrow(() -> new IllegalArgumentException(
						"no such set-up: '%s'; there are %s".formatted(name, names(EnumSet.allOf(SetUp.class))))))
			.collect(Collectors.toCollection(() -> EnumSet.noneOf(SetUp.class)));
	}

	private static int number(String option, String value, int min, int max) {
		try {
			int number = Integer.parseInt(value);
			if (number >= min && number <= max) {
				return number;
			}
		}
		catch (NumberFormatException ex) {
			// Said below
		}
		throw new IllegalArgumentException(
				"%s must be a whole number from %d to %d, not '%s'".formatted(option, min, max, value));
	}

	private static Path file(String name) {
		Path file = Path.of(name).toAbsolutePath();
		if (Files.isDirectory(file) || file.getParent() == null || !Files.isDirectory(file.getParent())) {
			throw new IllegalArgumentException(
					"--json must be a file in a directory that exists, not '%s'".formatted(name));
		}
		return file;
	}

	private static String next(Deque<String> rest, String option) {
		if (rest.isEmpty()) {
			throw new IllegalArgumentException(option + " needs a value");
		}
		return rest.pop();
	}

	private static String names(Collection<?> values) {
		return values.stream().map(Object::toString).collect(Collectors.joining(", "));
	}

}
