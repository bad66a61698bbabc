package io.github.resiliencestarter.fleet;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;

/**
 * Finds mistakes in panels that are valid but do not show what was intended.
 */
final class DashboardLint {

	private static final Pattern AGGREGATION = Pattern
		.compile("(?:sum|max|min|avg|count|group) by \\((?<labels>[^)]*)\\) \\(");

	/** The space that a screen of 1,280 pixels leaves for the 24 columns of the grid. */
	private static final int NARROW_SCREEN = 1240;

	/**
	 * Width of a title in pixels without its text: the padding and the icon for the
	 * description.
	 */
	private static final int BESIDE_THE_TITLE = 55;

	private static final int PIXELS_OF_A_CHARACTER = 8;

	/** How urgent the states are that a cell can name. */
	private static final Map<String, Integer> URGENCY = Map.of("closed", 0, "metrics only", 1, "disabled", 2,
			"half-open", 3, "open", 4, "forced open", 5, "yes", 0, "no", 1);

	private static final Set<String> STATES_WITH_UNDERSCORE = Set.of("half_open", "forced_open", "metrics_only");

	private static final Set<String> FINE = Set.of("closed", "yes", "up", "passing", "ok", "healthy", "registered");

	private DashboardLint() {
	}

	/**
	 * {@code merge} joins rows only if all of their labels are equal, including the name
	 * of the metric. Each query must therefore have exactly the labels that are columns.
	 */
	static List<String> problemsOfTable(JsonNode panel) {
		List<String> problems = new ArrayList<>();
		JsonNode organized = transformation(panel, "organize").at("/options");
		Set<String> columns = new TreeSet<>(organized.path("renameByName").propertyNames());
		Set<String> keys = new TreeSet<>(columns);
		keys.removeIf((column) -> column.startsWith("Value"));
		if (transformation(panel, "merge").isMissingNode()) {
			problems.add("rows of different queries are not merged");
		}
		if (!groupsOf(panel).equals(keys)) {
			problems.add("shows headings instead of its text while it has no rows");
		}
		if (!organized.at("/excludeByName/Time").asBoolean()) {
			problems.add("the time is a column");
		}
		for (JsonNode target : panel.path("targets")) {
			problems.addAll(problemsOfQuery(target, keys));
		}
		if (columns.size() != keys.size() + panel.path("targets").size()) {
			problems.add("not each query has a heading: " + columns);
		}
		if (panel.at("/fieldConfig/defaults/custom").isMissingNode()) {
			problems.add("Grafana 12 does not migrate the colors of cells without defaults");
		}
		return problems;
	}

	private static Set<String> groupsOf(JsonNode panel) {
		return transformation(panel, "groupBy").at("/options/fields")
			.propertyStream()
			.filter((field) -> field.getValue().path("operation").asString().equals("groupby"))
			.map(Map.Entry::getKey)
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static List<String> problemsOfQuery(JsonNode target, Set<String> keys) {
		List<String> problems = new ArrayList<>();
		String query = target.path("expr").asString();
		if (!keysOf(query).equals(keys)) {
			problems.add("not reduced to %s: %s".formatted(keys, query));
		}
		if (!target.path("format").asString().equals("table")) {
			problems.add("not in the format of a table: " + query);
		}
		return problems;
	}

	/** The labels that the result has; none if anything can be left that is not known. */
	private static Set<String> keysOf(String query) {
		Matcher outermost = AGGREGATION.matcher(query);
		if (!outermost.lookingAt() || closing(query, outermost.end()) != query.length() - 1) {
			return Set.of();
		}
		return new TreeSet<>(List.of(outermost.group("labels").split(",\\s*")));
	}

	/** Where the parenthesis is closed that is open at a position, texts left out. */
	private static int closing(String query, int start) {
		int open = 1;
		boolean inText = false;
		for (int i = start; i < query.length(); i++) {
			char each = query.charAt(i);
			if (each == '"') {
				inText = !inText;
			}
			else if (!inText && each == '(') {
				open++;
			}
			else if (!inText && each == ')' && --open == 0) {
				return i;
			}
		}
		return -1;
	}

	static boolean hasRoomForItsTitle(JsonNode panel) {
		int width = panel.at("/gridPos/w").asInt() * NARROW_SCREEN / 24 - BESIDE_THE_TITLE;
		return panel.path("title").asString().length() * PIXELS_OF_A_CHARACTER <= width;
	}

	/**
	 * A series is named by the tag of a state, which is spelled differently from the name
	 * that the state has elsewhere.
	 */
	static List<String> statesNamedByTheirTags(JsonNode panel) {
		Set<String> named = overrides(panel).filter((override) -> !property(override, "displayName").isMissingNode())
			.map(DashboardLint::heading)
			.collect(Collectors.toSet());
		return overrides(panel).map(DashboardLint::heading)
			.filter((heading) -> STATES_WITH_UNDERSCORE.contains(heading) && !named.contains(heading))
			.toList();
	}

	static boolean asksForExemplars(JsonNode panel) {
		return panel.path("targets").valueStream().anyMatch((target) -> target.path("exemplar").asBoolean());
	}

	/** Grafana merges values into the steps of the thresholds, and shows these. */
	static boolean losesItsMappings(JsonNode panel) {
		return panel.at("/options/mergeValues").asBoolean()
				&& panel.at("/fieldConfig/defaults/color/mode").asString("thresholds").equals("thresholds");
	}

	static boolean shoutsWhenFine(JsonNode panel) {
		JsonNode steps = panel.at("/fieldConfig/defaults/thresholds/steps");
		boolean isJudged = panel.at("/fieldConfig/defaults/color/mode").asString().equals("thresholds");
		return isJudged && steps.valueStream().noneMatch((step) -> step.path("color").asString().equals("transparent"));
	}

	/**
	 * A table sorts by the numbers behind the texts. They must increase or decrease with
	 * the urgency, and a table of states must be sorted by one of them.
	 */
	static List<String> problemsOfOrder(JsonNode panel) {
		List<String> problems = new ArrayList<>();
		List<JsonNode> sorts = panel.at("/options/sortBy").valueStream().toList();
		boolean hasStates = overrides(panel).anyMatch((override) -> !mappedStates(override).isEmpty());
		boolean isByState = false;
		for (JsonNode sort : sorts) {
			String heading = sort.path("displayName").asString();
			List<String> states = overrides(panel).filter((override) -> heading(override).equals(heading))
				.flatMap((override) -> mappedStates(override).stream())
				.toList();
			List<Integer> urgencies = states.stream().map(URGENCY::get).toList();
			Comparator<Integer> order = sort.path("desc").asBoolean() ? Comparator.naturalOrder()
					: Comparator.reverseOrder();
			isByState |= !states.isEmpty();
			if (!urgencies.equals(urgencies.stream().sorted(order).toList())) {
				problems.add("'%s' sorts %s".formatted(heading, states));
			}
		}
		if (hasStates && !isByState) {
			problems.add("shows states and is not sorted by any");
		}
		return problems;
	}

	/** The column's texts that name a state, by the number behind them. */
	private static List<String> mappedStates(JsonNode override) {
		return property(override, "mappings").valueStream()
			.flatMap((mapping) -> mapping.path("options").propertyStream())
			.sorted(Comparator.comparingInt((mapped) -> Integer.parseInt(mapped.getKey())))
			.map((mapped) -> mapped.getValue().path("text").asString())
			.filter(URGENCY::containsKey)
			.toList();
	}

	/** In a table, a colored background is for what is not fine. */
	static List<String> coloredWhileFine(JsonNode panel) {
		return overrides(panel)
			.filter((override) -> property(override, "custom.displayMode").asString("").startsWith("color-background"))
			.filter(DashboardLint::isColoredWhileFine)
			.map(DashboardLint::heading)
			.toList();
	}

	private static boolean isColoredWhileFine(JsonNode override) {
		boolean isMapped = property(override, "mappings").valueStream()
			.flatMap((mapping) -> mapping.path("options").valueStream())
			.filter((mapped) -> FINE.contains(mapped.path("text").asString()))
			.anyMatch((mapped) -> !mapped.path("color").asString("transparent").equals("transparent"));
		return isMapped || property(override, "thresholds").path("steps")
			.valueStream()
			.noneMatch((step) -> step.path("color").asString().equals("transparent"));
	}

	private static Stream<JsonNode> overrides(JsonNode panel) {
		return panel.at("/fieldConfig/overrides").valueStream();
	}

	private static String heading(JsonNode override) {
		return override.at("/matcher/options").asString();
	}

	private static JsonNode property(JsonNode override, String id) {
		return override.path("properties")
			.valueStream()
			.filter((each) -> each.path("id").asString().equals(id))
			.map((each) -> each.path("value"))
			.reduce((first, last) -> last)
			.orElse(override.path("no such property"));
	}

	private static JsonNode transformation(JsonNode panel, String id) {
		return panel.path("transformations")
			.valueStream()
			.filter((each) -> each.path("id").asString().equals(id))
			.findFirst()
			.orElse(panel.path("no such transformation"));
	}

}
