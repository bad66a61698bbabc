package io.github.resiliencestarter.fleet;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

/**
 * Verifies that each metric and label in dashboards, rules and alerts existed in a given
 * period, in a real Prometheus that scraped a real fleet.
 */
final class Contract {

	private final PrometheusApi prometheus;

	private final double start;

	private final double end;

	private final Map<String, Set<String>> labels = new HashMap<>();

	Contract(PrometheusApi prometheus, double start, double end) {
		this.prometheus = prometheus;
		this.start = start;
		this.end = end;
	}

	Stream<DynamicTest> tests() {
		Stream<DynamicTest> queries = Dashboard.all()
			.map((dashboard) -> new DashboardView(dashboard, this.prometheus, this.start, this.end))
			.flatMap((view) -> view.dashboard()
				.queries()
				.stream()
				.map((query) -> test(query.where(), view.fill(query.expression()))));
		Stream<DynamicTest> rules = Rules.all().map((rule) -> test("rule " + rule.name(), rule.expression()));
		return Stream.concat(queries, rules);
	}

	private DynamicTest test(String where, String expression) {
		return dynamicTest("names in " + where, () -> {
			PromqlNames names = PromqlNames.of(expression);
			assertThat(names.metrics()).as(expression).isNotEmpty();
			Set<String> all = new TreeSet<>();
			names.metrics().forEach((metric, asked) -> {
				assertThat(labelsOf(metric)).as("%s in %s", metric, expression).isNotEmpty().containsAll(asked);
				all.addAll(labelsOf(metric));
			});
			assertThat(all).as(expression).containsAll(names.labels());
		});
	}

	private Set<String> labelsOf(String metric) {
		return this.labels.computeIfAbsent(metric, (key) -> this.prometheus.labels(key, this.start, this.end));
	}

}
