package io.github.resiliencestarter.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The charts of an experiment.
 */
final class Charts {

	private static final Map<String, String> SECONDARY = secondary();

	private Charts() {
	}

	private static Map<String, String> secondary() {
		Map<String, String> charts = new LinkedHashMap<>();
		charts.put("inventory", "requests per second at inventory");
		charts.put("threads", "live threads of all services");
		charts.put("open", "circuit breakers that are not closed");
		return charts;
	}

	/**
	 * The charts from the user's point of view.
	 */
	static Tag main(Experiment experiment) {
		List<Series> failed = experiment.series("failed");
		List<Series> p99 = experiment.series("p99Ms");
		Figure fault = experiment.faultSeconds();
		return box("charts", Stream.of(Chart.counting("failed requests per second", fault, failed),
				Chart.ofMillis("p99 of all requests, logarithmic", fault, p99)), experiment);
	}

	/**
	 * The charts of internal figures, as far as they are known.
	 */
	static Tag secondary(Experiment experiment) {
		return box("charts small",
				SECONDARY.entrySet()
					.stream()
					.map((chart) -> Chart.counting(chart.getValue(), experiment.faultSeconds(),
							experiment.series(chart.getKey()))),
				experiment);
	}

	private static Tag box(String kind, Stream<Chart> charts, Experiment experiment) {
		return Tag.of("div")
			.with("class", kind)
			.add(charts.filter((chart) -> !chart.series().isEmpty()).map((chart) -> chart.draw(experiment.says())));
	}

}
