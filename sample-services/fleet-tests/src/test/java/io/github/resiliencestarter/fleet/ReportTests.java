package io.github.resiliencestarter.fleet;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Reports as a person and as a program reads them.
 */
class ReportTests {

	private static final Answer OK = Answer.of(200, "orders-1");

	private static final Answer AWAY = Answer.of(503, "");

	private final ScenarioReport report = new ScenarioReport(Scenario.of("test", "a \"test\"", (stage) -> {
	}, (stage) -> {
	}).mustShow(Bar.noneFailed(), Bar.share(0.02)), SetUp.STOCK,
			new Course(0, second(4), second(4), second(14), second(20)),
			LongStream.range(0, 20).mapToObj((second) -> sample(second, (second == 5) ? AWAY : OK)).toList(),
			new TreeMap<>(Map.of("registered again", 1.25, "served", Double.POSITIVE_INFINITY)), 0.5);

	@Test
	void aRowHasAsManyColumnsAsTheHead() {
		String row = ReportTable.row(this.report);
		assertThat(row)
			.isEqualTo("| a \"test\"; registered again: 1.3 s; served: never | stock | 1 of 20 | 1.0 s | 3 ms "
					+ "| 13 ms | 13 ms | 19 ms | 50.0 % | 0 failed, share < 2 % |");
		assertThat(ReportTable.HEAD.lines()).hasSize(2)
			.allSatisfy((line) -> assertThat(columns(line)).isEqualTo(columns(row)));
	}

	@Test
	void aRowThatCameToNothingSaysWhyInOneLine() {
		String row = ReportTable.row(this.report.scenario(), SetUp.STOCK, "no tc\nhere");
		assertThat(row).contains("not run: no tc |").doesNotContain("here");
		assertThat(columns(row)).isEqualTo(columns(ReportTable.HEAD.lines().findFirst().orElseThrow()));
	}

	@Test
	void jsonHasTheTotalsOfEachPhaseAndTheAccountOfEachSecond() {
		JsonNode run = new JsonMapper().readTree(ReportJson.write(List.of(this.report))).path("runs").path(0);
		assertThat(run.path("experiment").asString()).isEqualTo("test");
		assertThat(run.path("says").asString()).isEqualTo("a \"test\"");
		assertThat(run.path("with").asString()).isEqualTo("stock");
		assertThat(run.path("faultAt").asDouble()).isEqualTo(4);
		assertThat(run.path("healAt").asDouble()).isEqualTo(14);
		assertThat(run.path("before").path("sent").asInt()).isEqualTo(4);
		assertThat(run.path("during").path("statuses").path("503").asInt()).isEqualTo(1);
		assertThat(run.path("after").path("maxMs").asDouble()).isEqualTo(19);
		assertThat(run.path("marks").path("registered again").asDouble()).isEqualTo(1.25);
		assertThat(run.path("marks").path("served").isNull()).isTrue();
		assertThat(run.path("bars").path(0).path("met").asBoolean()).isFalse();
		assertThat(run.path("seconds")).hasSize(20);
		assertThat(run.path("seconds").path(6).path("servedBy").path("orders-1").asInt()).isEqualTo(1);
	}

	@Test
	void requestsThatOnlyWatchAServiceAreNoTraffic() {
		assertThat(TrafficCount.read("""
				# TYPE http_server_requests_seconds summary
				http_server_requests_seconds_count{status="200",uri="/stock/{sku}"} 30
				http_server_requests_seconds_count{status="500",uri="UNKNOWN"} 12.0
				http_server_requests_seconds_sum{status="200",uri="/stock/{sku}"} 99
				http_server_requests_seconds_count{status="200",uri="/actuator/prometheus"} 7
				http_server_requests_seconds_count{status="200",uri="/faults"} 1
				""")).isEqualTo(42);
	}

	private static long columns(String row) {
		return row.chars().filter((c) -> c == '|').count();
	}

	private static Sample sample(long second, Answer answer) {
		return new Sample(second(second), Duration.ofMillis(second).toNanos(), answer);
	}

	private static long second(long second) {
		return Duration.ofSeconds(second).toNanos();
	}

}
