package io.github.resiliencestarter.report;

import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Repeated runs of one experiment with one setup.
 *
 * @param contender the setup
 * @param all all runs, including those without a result
 */
record Runs(Contender contender, List<Run> all) {

	private static final String EACH_PATH = "paths";

	List<Run> done() {
		return this.all.stream().filter((run) -> run.notRun() == null).toList();
	}

	boolean isEmpty() {
		return done().isEmpty();
	}

	/**
	 * The reasons why some runs have no result.
	 */
	List<String> reasons() {
		return this.all.stream().map(Run::notRun).filter(Objects::nonNull).distinct().toList();
	}

	Figure figure(ToDoubleFunction<Run> value) {
		return Figure.of(done().stream().mapToDouble(value));
	}

	Figure number(String... path) {
		return figure((run) -> run.number(path));
	}

	/**
	 * The requested paths, if there are several.
	 */
	List<String> paths() {
		List<String> paths = done().stream().flatMap((run) -> run.names(EACH_PATH).stream()).distinct().toList();
		return (paths.size() > 1) ? paths : List.of();
	}

	List<String> marks() {
		return done().stream().flatMap((run) -> run.names("marks").stream()).distinct().toList();
	}

	/**
	 * The median of the runs for each second, counted from the start of the fault. A
	 * point is drawn in the middle of its second.
	 */
	Series series(String name) {
		List<List<Double>> perRun = done().stream().map((run) -> run.perSecond(name)).toList();
		int seconds = perRun.stream().mapToInt(List::size).max().orElse(0);
		double fault = number("faultAt").median();
		double zero = Double.isNaN(fault) ? 0 : fault;
		return new Series(this.contender,
				IntStream.range(0, seconds)
					.mapToObj((second) -> new Series.Point(second + 0.5 - zero, Figure
						.of(perRun.stream().filter((run) -> second < run.size()).mapToDouble((run) -> run.get(second)))
						.median()))
					.toList());
	}

	/**
	 * Describes how many of the runs met a requirement.
	 */
	String verdict(String bar) {
		List<Boolean> verdicts = done().stream()
			.flatMap((run) -> run.bars().stream())
			.filter((each) -> each.text().equals(bar))
			.map(Run.Bar::met)
			.toList();
		long met = verdicts.stream().filter((each) -> each).count();
		if (verdicts.isEmpty()) {
			return "–";
		}
		if (met == verdicts.size()) {
			return "met";
		}
		return (met == 0) ? "missed" : "missed in %d of %d runs".formatted(verdicts.size() - met, verdicts.size());
	}

	List<String> bars() {
		return done().stream().flatMap((run) -> run.bars().stream()).map(Run.Bar::text).distinct().toList();
	}

}
