package io.github.resiliencestarter.fleet;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the reports in Markdown and JSON.
 */
class ReportTests {

	private static final Answer OK = Answer.of(200, "orders-1");

	private static final Answer AWAY = Answer.of(503, "");

	private final ScenarioReport report = new ScenarioReport(Scenario.of("test", "a \"test\"", (stage) -> {
	}, (stage) -> {
	}).inWhichBadIs("inventory-1").mustShow(Bar.noneFailed(), Bar.share(0.02)), SetUp.STOCK,
			new Course(0, second(4), second(4), second(14), second(20)),
			LongStream.range(0, 20).mapToObj((second) -> sample(second, (second == 5) ? AWAY : OK)).toList(),
			new TreeMap<>(Map.of("registered again", 1.25, "served", Double.POSITIVE_INFINITY)),
			new Observations(List.of(observation("inventory-1", 5, 0), observation("inventory-2", 5, 0),
					observation("inventory-1", 8, 5), observation("inventory-2", 8, 5))));

	@Test
	void aRowHasAsManyColumnsAsTheHead() {
		String row = ReportTable.row(this.report);
		assertThat(row)
			.isEqualTo("| a \"test\"; registered again: 1.3 s; served: never | stock | 1 of 20 | 1.0 s | 3 ms "
					+ "| 13 ms | 13 ms | 19 ms | 50.0 % | 0.0 s | 1.00 x | 0 failed, bad instance's share < 2 % |");
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
		JsonNode run = new JsonMapper().readTree(ReportJson.write(this.report, "abc", Instant.EPOCH));
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
		assertThat(run.path("commit").asString()).isEqualTo("abc");
		assertThat(run.path("when").asString()).isEqualTo("1970-01-01T00:00:00Z");
		assertThat(run.path("amplification").path("inventory").asDouble()).isEqualTo(1);
		assertThat(run.path("amplification").path("orders").isNull()).isTrue();
		assertThat(run.path("paths").path("/checkout/1").path("during").path("failed").asInt()).isEqualTo(1);
		assertThat(run.path("seconds").path("sent")).hasSize(20);
		assertThat(run.path("seconds").path("inventory").path(8).asDouble()).isEqualTo(10);
		assertThat(run.path("seconds").path("threads").path(8).asDouble()).isEqualTo(40);
		assertThat(run.path("seconds").path("threads").path(9).isNull()).isTrue();
	}

	@Test
	void jsonOfWhatCameToNothingSaysWhyInOneLine() {
		String line = ReportJson.notRun(this.report.scenario(), SetUp.STOCK, "no tc\nhere", "abc", Instant.EPOCH);
		assertThat(new JsonMapper().readTree(line).path("notRun").asString()).isEqualTo("no tc");
		assertThat(ReportJson.write(this.report, "abc", Instant.EPOCH)).doesNotContain("\n");
	}

	private static long columns(String row) {
		return row.chars().filter((c) -> c == '|').count();
	}

	private static Observation observation(String instance, long second, double requests) {
		return new Observation(instance, second(second), requests, 20, 0);
	}

	private static Sample sample(long second, Answer answer) {
		return new Sample("/checkout/1", second(second), Duration.ofMillis(second).toNanos(), answer);
	}

	private static long second(long second) {
		return Duration.ofSeconds(second).toNanos();
	}

}
