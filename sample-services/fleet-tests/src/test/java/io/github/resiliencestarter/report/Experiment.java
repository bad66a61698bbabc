package io.github.resiliencestarter.report;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * An experiment with all its runs.
 *
 * @param name the name on the command line
 * @param says the fault, in words
 * @param runs the runs by setup; only for setups that were tried
 */
record Experiment(String name, String says, Map<Contender, Runs> runs) {

	/**
	 * The anchor on the page.
	 */
	String anchor() {
		return "experiment-" + this.name.replaceAll("[^A-Za-z0-9-]", "-");
	}

	/**
	 * The setups that were run, in the order of all tables and charts.
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
	 * The distinct names from all setups.
	 */
	List<String> names(Function<Runs, List<String>> of) {
		return measured().stream().map(of).flatMap(Collection::stream).distinct().toList();
	}

	/**
	 * The requests that are reported separately: one entry per path if there are several
	 * paths.
	 */
	List<Requests> requests() {
		List<Requests> ofPaths = names(Runs::paths).stream().map(Requests::to).toList();
		return ofPaths.isEmpty() ? List.of(Requests.ALL) : ofPaths;
	}

	/**
	 * The duration of the fault.
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
