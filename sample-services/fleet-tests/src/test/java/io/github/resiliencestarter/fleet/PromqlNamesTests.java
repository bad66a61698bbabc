package io.github.resiliencestarter.fleet;

import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PromqlNames}: names that it misses would not be checked against a
 * scrape.
 */
class PromqlNamesTests {

	@Test
	void findsMetricsWithTheLabelsThatAreAskedOfThem() {
		PromqlNames names = PromqlNames
			.of("sum by (application, le) (rate(calls_bucket{target=~\"a{b}, c=1\", outcome!=\"error\"}[5m])) / level:up:sum > 0");
		assertThat(names.metrics()).containsOnlyKeys("calls_bucket", "level:up:sum")
			.containsEntry("calls_bucket", Set.of("target", "outcome"))
			.containsEntry("level:up:sum", Set.of());
		assertThat(names.labels()).containsExactly("application", "le");
	}

	@Test
	void takesNoFunctionWordOrTextForAMetric() {
		PromqlNames names = PromqlNames
			.of("label_replace(topk(20, a) or on (name) b == bool 0, \"target\", \"$1\", \"name\", \"(.+)\") "
					+ "unless c offset 20s and max_over_time(d{x=\"y\"}[1h]) > 1.5");
		assertThat(names.metrics()).containsOnlyKeys("a", "b", "c", "d");
		assertThat(names.labels()).containsExactly("name");
	}

	@Test
	void expectsNoLabelThatTheQueryMakesItself() {
		PromqlNames names = PromqlNames
			.of("sum by (name, target) (label_replace(a{x=\"y\"}, \"target\", \"$1\", \"name\", \"(.+)\"))");
		assertThat(names.labels()).containsExactly("name");
	}

}
