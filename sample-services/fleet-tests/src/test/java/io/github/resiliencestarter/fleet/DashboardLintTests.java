package io.github.resiliencestarter.fleet;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DashboardLint}: it finds each mistake that the dashboards once had.
 */
class DashboardLintTests {

	@Test
	void acceptsATableWhoseQueriesHaveItsKeysAndNothingElse() {
		assertThat(DashboardLint
			.problemsOfTable(table("max by (application, target) (a{state=~\"open|(x)\"} and on (b) c)"))).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "application:instances:count{application=~\"$application\"}",
			"topk(50, sum by (application, target) (a))", "sum by (application) (a)",
			"sum by (application, target, instance) (a)", "sum by (application, target) (a) and on (application) b",
			"label_replace(sum by (application, target) (a), \"x\", \"$1\", \"target\", \"(.+)\")",
			"max by (application, target) (a) or max by (application, target) (b)", "max(a)", "" })
	void seesAQueryOfATableThatMayHaveOtherLabels(String query) {
		assertThat(DashboardLint.problemsOfTable(table(query))).singleElement()
			.satisfies((problem) -> assertThat(problem).startsWith("not reduced to [application, target]: "));
	}

	@Test
	void seesAColumnThatNobodyAskedFor() {
		JsonNode table = panel("""
				{"type": "table", "targets": [{"expr": "max by (application) (a)"}], "transformations": [
				 {"id": "organize", "options": {"renameByName": {"application": "Application"}}}]}""");
		assertThat(DashboardLint.problemsOfTable(table)).hasSize(6)
			.contains("the time is a column", "rows of different queries are not merged",
					"not in the format of a table: max by (application) (a)");
	}

	@Test
	void seesATwoWideStatWithALongTitle() {
		assertThat(DashboardLint.hasRoomForItsTitle(titled("Ejected", 2))).isFalse();
		assertThat(DashboardLint.hasRoomForItsTitle(titled("Amplification", 3))).isFalse();
		assertThat(DashboardLint.hasRoomForItsTitle(titled("Amplification", 4))).isTrue();
		assertThat(DashboardLint.hasRoomForItsTitle(titled("Failures and slow calls in the breaker", 6))).isFalse();
	}

	@Test
	void seesAStateThatIsNamedByItsTag() {
		String tagged = "{\"matcher\": {\"options\": \"half_open\"}, \"properties\": [{\"id\": \"color\", \"value\": 1}]}";
		String named = tagged.replace("color", "displayName");
		JsonNode both = panel("{\"fieldConfig\": {\"overrides\": [%s, %s]}}".formatted(tagged, named));
		JsonNode one = panel("{\"fieldConfig\": {\"overrides\": [%s]}}".formatted(tagged));
		assertThat(DashboardLint.statesNamedByTheirTags(both)).isEmpty();
		assertThat(DashboardLint.statesNamedByTheirTags(one)).containsExactly("half_open");
	}

	@Test
	void seesAQueryForExemplars() {
		assertThat(DashboardLint.asksForExemplars(panel("{\"targets\": [{}, {\"exemplar\": true}]}"))).isTrue();
		assertThat(DashboardLint.asksForExemplars(panel("{\"targets\": [{}, {\"exemplar\": false}]}"))).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"color\": {\"mode\": \"thresholds\"}}", "{}" })
	void seesStatesThatAreMergedIntoThresholds(String defaults) {
		String json = "{\"options\": {\"mergeValues\": true}, \"fieldConfig\": {\"defaults\": %s}}".formatted(defaults);
		assertThat(DashboardLint.losesItsMappings(panel(json))).isTrue();
		assertThat(DashboardLint.losesItsMappings(panel(json.replace("true", "false")))).isFalse();
		assertThat(DashboardLint.losesItsMappings(
				panel(json.replace("{}", "{\"color\": {\"mode\": \"fixed\"}}").replace("thresholds", "fixed"))))
			.isFalse();
	}

	@Test
	void seesAStatThatIsColoredWhileAllIsWell() {
		assertThat(DashboardLint.shoutsWhenFine(stat("#009E73"))).isTrue();
		assertThat(DashboardLint.shoutsWhenFine(stat("transparent"))).isFalse();
	}

	@Test
	void acceptsStatesThatOpenWithTheMostUrgent() {
		assertThat(DashboardLint.problemsOfOrder(states(true, "State", "closed", "metrics only", "open"))).isEmpty();
		assertThat(DashboardLint.problemsOfOrder(states(false, "State", "no", "yes"))).isEmpty();
		assertThat(DashboardLint.problemsOfOrder(states(false, "Target"))).isEmpty();
	}

	@Test
	void seesStatesThatOpenWithTheNumberThatHappensToBeHighest() {
		assertThat(DashboardLint.problemsOfOrder(states(true, "State", "closed", "open", "disabled")))
			.containsExactly("'State' sorts [closed, open, disabled]");
		assertThat(DashboardLint.problemsOfOrder(states(true, "State", "no", "yes")))
			.containsExactly("'State' sorts [no, yes]");
		assertThat(DashboardLint.problemsOfOrder(states(false, "State", "closed", "open")))
			.containsExactly("'State' sorts [closed, open]");
	}

	@Test
	void seesATableOfStatesThatIsSortedByAnythingElse() {
		assertThat(DashboardLint.problemsOfOrder(states(true, "Oldest list", "no", "yes")))
			.containsExactly("shows states and is not sorted by any");
	}

	@ParameterizedTest
	@ValueSource(strings = { "closed", "yes", "up", "passing", "ok", "healthy" })
	void seesACellThatIsColoredWhileAllIsWell(String state) {
		assertThat(DashboardLint.coloredWhileFine(cell("transparent", state, "transparent"))).isEmpty();
		assertThat(DashboardLint.coloredWhileFine(cell("transparent", state, "#009E73"))).containsExactly("State");
		assertThat(DashboardLint.coloredWhileFine(cell("green", state, "transparent"))).containsExactly("State");
		assertThat(DashboardLint.coloredWhileFine(cell("transparent", "open", "#D55E00"))).isEmpty();
	}

	private static JsonNode states(boolean descending, String sortedBy, String... texts) {
		String options = IntStream.range(0, texts.length)
			.mapToObj((code) -> "\"%d\": {\"text\": \"%s\"}".formatted(code, texts[code]))
			.collect(Collectors.joining(", "));
		return panel(
				"""
						{"options": {"sortBy": [{"displayName": "%s", "desc": %s}]}, "fieldConfig": {"overrides": [
						 {"matcher": {"options": "State"}, "properties": [{"id": "mappings", "value": [{"options": {%s}}]}]}]}}"""
					.formatted(sortedBy, descending, options));
	}

	private static JsonNode cell(String base, String text, String color) {
		return panel("""
				{"fieldConfig": {"overrides": [{"matcher": {"options": "State"}, "properties": [
				 {"id": "custom.displayMode", "value": "color-background-solid"},
				 {"id": "thresholds", "value": {"steps": [{"color": "%s"}]}},
				 {"id": "mappings", "value": [{"options": {"0": {"text": "%s", "color": "%s"}}}]}]}]}}"""
			.formatted(base, text, color));
	}

	private static JsonNode table(String query) {
		return panel("""
				{"type": "table", "fieldConfig": {"defaults": {"custom": {}}},
				 "targets": [{"format": "table", "expr": %s}], "transformations": [{"id": "merge"}, {"id": "groupBy",
				  "options": {"fields": {"application": {"operation": "groupby"}, "target": {"operation": "groupby"},
				   "Value": {"operation": "aggregate"}}}},
				 {"id": "organize", "options": {"excludeByName": {"Time": true}, "renameByName":
				  {"application": "Application", "target": "Target", "Value": "Open"}}}]}"""
			.formatted(JsonMapper.shared().writeValueAsString(query)));
	}

	private static JsonNode titled(String title, int width) {
		return panel("{\"title\": \"%s\", \"gridPos\": {\"w\": %d}}".formatted(title, width));
	}

	private static JsonNode stat(String base) {
		return panel("""
				{"fieldConfig": {"defaults": {"color": {"mode": "thresholds"},
				 "thresholds": {"steps": [{"color": "%s"}, {"color": "#D55E00", "value": 1}]}}}}""".formatted(base));
	}

	private static JsonNode panel(String json) {
		return JsonMapper.shared().readTree(json);
	}

}
