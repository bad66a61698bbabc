package io.github.resiliencestarter.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import tools.jackson.databind.JsonNode;

/**
 * Mistakes that a panel can have without being invalid: Grafana draws it, and shows
 * something else than was meant.
 */
final class DashboardLint {

	private static final Pattern AGGREGATION = Pattern
		.compile("(?:sum|max|min|avg|count|group) by \\((?<labels>[^)]*)\\) \\(");

	/** The space that a screen of 1,280 pixels leaves for the 24 columns of the grid. */
	private static final int NARROW_SCREEN = 1240;

	/**
	 * Pixels of a title that are none of its text: the padding, and the mark for the
	 * description.
	 */
	private static final int BESIDE_THE_TITLE = 55;

	private static final int PIXELS_OF_A_CHARACTER = 8;

	private DashboardLint() {
	}

	/**
	 * {@code merge} joins rows only if they agree in every label, the name of the metric
	 * included: so each query must have the labels that are columns, and no other.
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
		if (!organized.at("/excludeByName/Time").asBoolean()) {
			problems.add("the time is a column");
		}
		for (JsonNode target : panel.path("targets")) {
			String query = target.path("expr").asString();
			if (!keysOf(query).equals(keys)) {
				problems.add("not reduced to %s: %s".formatted(keys, query));
			}
			if (!target.path("format").asString().equals("table")) {
				problems.add("not in the format of a table: " + query);
			}
		}
		if (columns.size() != keys.size() + panel.path("targets").size()) {
			problems.add("not each query has a heading: " + columns);
		}
		if (panel.at("/fieldConfig/defaults/custom").isMissingNode()) {
			problems.add("Grafana 12 does not migrate the colors of cells without defaults");
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

	private static JsonNode transformation(JsonNode panel, String id) {
		return panel.path("transformations")
			.valueStream()
			.filter((each) -> each.path("id").asString().equals(id))
			.findFirst()
			.orElse(panel.path("no such transformation"));
	}

}
