package io.github.resiliencestarter.report;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * An experiment with all that became of it.
 *
 * @param name its name on the command line
 * @param says what happens, in words
 * @param runs by set-up; only of those that were tried
 */
record Experiment(String name, String says, Map<Contender, Runs> runs) {

	/**
	 * Its place on the page.
	 */
	String anchor() {
		return "experiment-" + this.name.replaceAll("[^A-Za-z0-9-]", "-");
	}

	/**
	 * The set-ups that were run, in the order in which all tables and charts have them.
	 */
	List<Runs> measured() {
		return this.runs.values().stream().filter((runs) -> !runs.isEmpty()).toList();
	}

	Runs with(Contender contender) {
		return this.runs.getOrDefault(contender, new Runs(contender, List.of()));
	}

	List<Series> series(String name) {
		return measured().stream().map((runs) -> runs.series(name)).filter((series) -> !series.isEmpty()).toList();
	}

	/**
	 * What all set-ups know of something, each name once.
	 */
	List<String> names(Function<Runs, List<String>> of) {
		return measured().stream().map(of).flatMap(Collection::stream).distinct().toList();
	}

	/**
	 * What is told of on its own: if there are several paths, each of them.
	 */
	List<Requests> requests() {
		List<Requests> ofPaths = names(Runs::paths).stream().map(Requests::to).toList();
		return ofPaths.isEmpty() ? List.of(Requests.ALL) : ofPaths;
	}

	/**
	 * How long the fault lasted.
	 */
	Figure faultSeconds() {
		return all((run) -> run.number("healAt") - run.number("faultAt"));
	}

	Figure requestsPerSecond() {
		return all((run) -> run.number("rps"));
	}

	Figure requestsPerSecondOfTheFault() {
		return all((run) -> Math.rint(run.number("during", "sent") / (run.number("healAt") - run.number("faultAt"))));
	}

	private Figure all(ToDoubleFunction<Run> value) {
		return Figure.of(measured().stream().flatMap((runs) -> runs.done().stream()).mapToDouble(value));
	}

}
