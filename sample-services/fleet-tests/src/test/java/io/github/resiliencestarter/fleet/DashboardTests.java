package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for rules that keep the dashboards usable in Grafana 9.4 and later, with any
 * Prometheus.
 */
class DashboardTests {

	private static final String DASHBOARDS = "io.github.resiliencestarter.fleet.Dashboard#all";

	/** Grafana 9.4 reads it; a newer one migrates it, an older Grafana no newer one. */
	private static final int NEWEST_SCHEMA = 37;

	private static final int GRID_WIDTH = 24;

	/** "$1" is a group of label_replace. */
	private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\{([^}:]+)(?::[^}]*)?}|([a-zA-Z_]\\w*))");

	private static final Pattern FIXED_RANGE = Pattern.compile("\\[\\s*\\d[^]]*]");

	private static final Pattern HOST = Pattern.compile("\\w+://|localhost|\\b\\d{1,3}(\\.\\d{1,3}){3}\\b");

	private static final Pattern LINK = Pattern.compile("/d/resilience-(?<file>\\w+)\\?");

	private static final Pattern LINKED_VARIABLE = Pattern.compile("[?&]var-(\\w+)=");

	private static final Pattern RUNBOOK = Pattern.compile("\\$\\{runbook}#(?<section>.+)");

	private static final Pattern COLOUR = Pattern.compile("#\\p{XDigit}{3,8}");

	/**
	 * The palette of Okabe and Ito without black, which is invisible in a dark theme, and
	 * with a grayed green for healthy values that must be drawn.
	 */
	private static final Set<String> COLOUR_BLIND_SAFE = Set.of("#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2",
			"#D55E00", "#CC79A7", "#4D6B62");

	private static final Set<String> BUILT_IN = Set.of("__rate_interval", "__range", "__all", "__value.raw",
			"__url_time_range", "__data.fields.Application", "__data.fields.Service", "__data.fields.title",
			"__field.labels.application", "__field.labels.target");

	@ParameterizedTest
	@MethodSource(DASHBOARDS)
	void hasAStableUidAndNoIdOfItsOwn(Dashboard dashboard) {
		assertThat(dashboard.json().path("uid").asString())
			.isEqualTo("resilience-" + dashboard.file().replace(".json", ""));
		assertThat(dashboard.json().path("id").isMissingNode()).as("an id clashes with another dashboard's").isTrue();
	}

	@ParameterizedTest
	@MethodSource(DASHBOARDS)
	void opensInTheOldestGrafanaSupported(Dashboard dashboard) {
		assertThat(dashboard.json().path("schemaVersion").asInt()).isPositive().isLessThanOrEqualTo(NEWEST_SCHEMA);
	}

	@ParameterizedTest
	@MethodSource(DASHBOARDS)
	void everyPanelSaysWhatItShowsInWhichUnitAndWhatNoDataMeans(Dashboard dashboard) {
		assertThat(dashboard.panels()).isNotEmpty().allSatisfy((panel) -> {
			for (String needed : List.of("/title", "/description", "/fieldConfig/defaults/unit",
					"/fieldConfig/defaults/noValue")) {
				assertThat(panel.at(needed).asString("")).as("%s: %s", dashboard.name(panel), needed).isNotBlank();
			}
		});
	}

	@ParameterizedTest
	@MethodSource(DASHBOARDS)
	void noTwoPanelsShareAnId(Dashboard dashboard) {
		Set<Integer> ids = new HashSet<>();
		assertThat(dashboard.rowsAndPanels())
			.allSatisfy((panel) -> assertThat(ids.add(panel.path("id").asInt())).as(dashboard.name(panel)).isTrue());
	}

	@ParameterizedTest
	@MethodSource(DASHBOARDS)
	void noTwoPanelsLieOnTopOfEachOther(Dashboard dashboard) {
		Set<String> taken = new HashSet<>();
		for (JsonNode panel : dashboard.rowsAndPanels()) {
			JsonNode place = panel.path("gridPos");
			int left = place.path("x").asInt();
			int top = place.path("y").asInt();
			assertThat(left + place.path("w").asInt()).as(dashboard.name(panel)).isLessThanOrEqualTo(GRID_WIDTH);
			for (int x = left; x < left + place.path("w").asInt(); x++) {
				for (int y = top; y < top + place.path("h").asInt(); y++) {
					assertThat(taken.add(x + "," + y)).as(dashboard.name(panel)).isTrue();
				}
			}
		}
	}

	@ParameterizedTest
	@MethodSource(DASHBOARDS)
	void everythingAsksTheDatasourceThatIsChosen(Dashboard dashboard) {
		assertThat(dashboard.json().findValues("datasource")).isNotEmpty()
			.allSatisfy((datasource) -> assertThat(datasource.path("uid").asString()).isEqualTo("${datasource}"));
		assertThat(dashboard.panels()).allSatisfy((panel) -> assertThat(panel.path("targets"))
			.allSatisfy((target) -> assertThat(target.has("datasource")).as(dashboard.name(panel)).isTrue()));
		assertThat(dashboard.variables().get(0).path("type").asString()).isEqualTo("datasource");
	}

	@ParameterizedTest
	@MethodSource(DASHBOARDS)
	void noQueryHasARangeThatOnlySuitsOneScrapeInterval(Dashboard dashboard) {
		assertThat(dashboard.queries()).isNotEmpty().allSatisfy((query) -> {
			assertThat(query.expression()).as(query.where()).isNotBlank().doesNotContainPattern(FIXED_RANGE);
			assertThat(query.expression()).as(query.where()).doesNotContain("[$__interval]");
		});
	}

	@ParameterizedTest
	@MethodSource(DASHBOARDS)
	void usesNoVariableThatIsNotThere(Dashboard dashboard) {
		Set<String> known = new TreeSet<>(BUILT_IN);
		dashboard.variables().forEach((variable) -> known.add(variable.path("name").asString()));
		assertThat(texts(dashboard.json()).flatMap(DashboardTests::variablesIn)).isNotEmpty()
			.allMatch(known::contains, "is one of " + known);
	}

	@ParameterizedTest
	@MethodSource(DASHBOARDS)
	void hasNoVariableThatNothingUses(Dashboard dashboard) {
		Set<String> used = texts(dashboard.json()).flatMap(DashboardTests::variablesIn).collect(Collectors.toSet());
		assertThat(dashboard.variables().stream().map((variable) -> variable.path("name").asString())).isNotEmpty()
			.allMatch(used::contains, "is one of " + used);
	}

	@ParameterizedTest
	@MethodSource(DASHBOARDS)
	void everyVariableIsNarrowedOnlyByThoseBeforeIt(Dashboard dashboard) {
		Set<String> before = new TreeSet<>(BUILT_IN);
		for (JsonNode variable : dashboard.variables()) {
			String name = variable.path("name").asString();
			assertThat(texts(variable).flatMap(DashboardTests::variablesIn)).as(name).allMatch(before::contains);
			before.add(name);
		}
	}

	@ParameterizedTest
	@MethodSource(DASHBOARDS)
	void namesNoHostButThatOfTheRunbook(Dashboard dashboard) {
		Set<String> runbooks = Rules.alerts()
			.stream()
			.map((alert) -> alert.annotations().getOrDefault("runbook_url", "").replaceFirst("#.*", ""))
			.collect(Collectors.toSet());
		assertThat(texts(dashboard.json()).filter((text) -> !runbooks.contains(text))).isNotEmpty()
			.allSatisfy((text) -> assertThat(text).doesNotContainPattern(HOST));
	}

	@ParameterizedTest
	@MethodSource(DASHBOARDS)
	void everyLinkToTheRunbookLeadsToASection(Dashboard dashboard) throws IOException {
		String runbook = Files.readString(Dashboard.FOLDER.resolveSibling("runbook.md"));
		Stream<String> sections = texts(dashboard.json()).map(RUNBOOK::matcher)
			.filter(Matcher::lookingAt)
			.map((link) -> link.group("section"))
			.filter((section) -> !section.contains("$"));
		assertThat(sections).allSatisfy(
				(section) -> assertThat(runbook).contains("<a id=\"%1$s\"></a>\n\n## %1$s\n".formatted(section)));
	}

	@ParameterizedTest
	@MethodSource(DASHBOARDS)
	void aTableReducesEachQueryToItsKeysAndShowsNoOtherColumn(Dashboard dashboard) {
		assertThat(dashboard.panels()).filteredOn((panel) -> type(panel).equals("table"))
			.allSatisfy(
					(panel) -> assertThat(DashboardLint.problemsOfTable(panel)).as(dashboard.name(panel)).isEmpty());
	}

	@ParameterizedTest
	@MethodSource(DASHBOARDS)
	void aTableOfStatesOpensWithTheMostUrgent(Dashboard dashboard) {
		assertThat(dashboard.panels()).filteredOn((panel) -> type(panel).equals("table"))
			.allSatisfy(
					(panel) -> assertThat(DashboardLint.problemsOfOrder(panel)).as(dashboard.name(panel)).isEmpty());
	}

	@ParameterizedTest
	@MethodSource(DASHBOARDS)
	void aCellOfATableThatIsFineHasNoColor(Dashboard dashboard) {
		assertThat(dashboard.panels()).filteredOn((panel) -> type(panel).equals("table"))
			.allSatisfy(
					(panel) -> assertThat(DashboardLint.coloredWhileFine(panel)).as(dashboard.name(panel)).isEmpty());
	}

	@ParameterizedTest
	@MethodSource(DASHBOARDS)
	void everyTitleIsWholeOnANarrowScreen(Dashboard dashboard) {
		assertThat(dashboard.panels()).allSatisfy(
				(panel) -> assertThat(DashboardLint.hasRoomForItsTitle(panel)).as(dashboard.name(panel)).isTrue());
	}

	@ParameterizedTest
	@MethodSource(DASHBOARDS)
	void aStateHasTheSameNameInALegendAsInATable(Dashboard dashboard) {
		assertThat(dashboard.panels()).allSatisfy(
				(panel) -> assertThat(DashboardLint.statesNamedByTheirTags(panel)).as(dashboard.name(panel)).isEmpty());
	}

	@ParameterizedTest
	@MethodSource(DASHBOARDS)
	void asksForNoExemplarsWhichPrometheusDoesNotKeepByDefault(Dashboard dashboard) {
		assertThat(dashboard.panels()).allSatisfy(
				(panel) -> assertThat(DashboardLint.asksForExemplars(panel)).as(dashboard.name(panel)).isFalse());
	}

	@ParameterizedTest
	@MethodSource(DASHBOARDS)
	void noTimelineMergesItsStatesIntoThresholds(Dashboard dashboard) {
		assertThat(dashboard.panels()).allSatisfy(
				(panel) -> assertThat(DashboardLint.losesItsMappings(panel)).as(dashboard.name(panel)).isFalse());
	}

	@ParameterizedTest
	@MethodSource(DASHBOARDS)
	void aStatThatIsFineHasNoColor(Dashboard dashboard) {
		assertThat(dashboard.panels()).filteredOn((panel) -> type(panel).equals("stat"))
			.allSatisfy((panel) -> assertThat(DashboardLint.shoutsWhenFine(panel)).as(dashboard.name(panel)).isFalse());
	}

	@ParameterizedTest
	@MethodSource(DASHBOARDS)
	void anAnnotationIsALineAtATimeRatherThanASpan(Dashboard dashboard) {
		assertThat(dashboard.json().at("/annotations/list").valueStream()).isNotEmpty()
			.allSatisfy((annotation) -> assertThat(annotation.path("useValueForTime").asBoolean()).isTrue());
	}

	@ParameterizedTest
	@MethodSource(DASHBOARDS)
	void coloursCanBeToldApartByTheColourBlind(Dashboard dashboard) {
		assertThat(texts(dashboard.json()).filter(COLOUR.asMatchPredicate())).isNotEmpty()
			.isSubsetOf(COLOUR_BLIND_SAFE);
		assertThat(Stream.of("color", "fixedColor", "iconColor").flatMap((field) -> colours(dashboard, field)))
			.allMatch((colour) -> COLOUR.matcher(colour).matches() || Set.of("text", "transparent").contains(colour));
	}

	/** A cell leaves out the color of what is fine. */
	@Test
	void aStateLooksTheSameOnEveryPanel() {
		Map<String, Set<String>> colours = Dashboard.all()
			.flatMap((dashboard) -> dashboard.json().findValues("mappings").stream())
			.flatMap((mappings) -> mappings.findParents("text").stream())
			.filter((state) -> state.has("color"))
			.collect(Collectors.groupingBy((state) -> state.path("text").asString(),
					Collectors.mapping((state) -> state.path("color").asString(), Collectors.toSet())));
		assertThat(colours).containsKeys("closed", "half-open", "open", "forced open", "disabled", "metrics only")
			.allSatisfy((state, ofState) -> assertThat(ofState).as(state).hasSize(1));
	}

	@ParameterizedTest
	@MethodSource(DASHBOARDS)
	void everyLinkToADashboardLeadsToOneThatIsThereWithTheVariablesThatItHas(Dashboard dashboard) {
		assertThat(texts(dashboard.json()).filter((text) -> text.startsWith("/d/"))).allSatisfy((link) -> {
			Matcher path = LINK.matcher(link);
			assertThat(path.lookingAt()).as(link).isTrue();
			Dashboard other = Dashboard.read(Dashboard.FOLDER.resolve(path.group("file") + ".json"));
			List<String> known = other.variables().stream().map((each) -> each.path("name").asString()).toList();
			assertThat(LINKED_VARIABLE.matcher(link).results().map((each) -> each.group(1))).as(link).isSubsetOf(known);
		});
	}

	private static String type(JsonNode panel) {
		return panel.path("type").asString();
	}

	private static Stream<String> colours(Dashboard dashboard, String field) {
		return dashboard.json().findValues(field).stream().filter(JsonNode::isString).map(JsonNode::asString);
	}

	private static Stream<String> variablesIn(String text) {
		return VARIABLE.matcher(text).results().map(DashboardTests::variable);
	}

	private static String variable(MatchResult match) {
		return (match.group(1) != null) ? match.group(1) : match.group(2);
	}

	private static Stream<String> texts(JsonNode node) {
		return node.isString() ? Stream.of(node.asString()) : node.valueStream().flatMap(DashboardTests::texts);
	}

}
