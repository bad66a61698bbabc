package io.github.resiliencestarter.fleet;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Metrics and labels in a query. Parses only the subset of PromQL that our queries use.
 *
 * @param metrics the metrics, each with the labels in its selector
 * @param labels the labels used for aggregation or matching
 */
record PromqlNames(Map<String, Set<String>> metrics, Set<String> labels) {

	private static final Pattern TEXT = Pattern.compile("\"(\\\\.|[^\"])*\"");

	private static final Pattern DURATION = Pattern.compile("\\[[^]]*]|\\boffset \\S+\\b");

	private static final Pattern GROUPING = Pattern.compile("\\b(by|without|on|ignoring)\\s*\\(([^)]*)\\)");

	private static final Pattern SELECTOR = Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{([^}]*)})?(?!\\s*\\(|[\\w:{])");

	private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "by", "on");

	/** What label_replace and label_join make: the first of their texts. */
	private static final Pattern MADE = Pattern.compile("(?<![=~])\"(\\w+)\", \"[^\"]*\", \"");

	static PromqlNames of(String query) {
		String plain = DURATION.matcher(TEXT.matcher(query).replaceAll("''")).replaceAll("");
		Set<String> labels = new TreeSet<>();
		Matcher groupings = GROUPING.matcher(plain);
		while (groupings.find()) {
			addAll(labels, groupings.group(2), "$");
		}
		MADE.matcher(query).results().map((made) -> made.group(1)).forEach(labels::remove);
		Map<String, Set<String>> metrics = new LinkedHashMap<>();
		Matcher selectors = SELECTOR.matcher(groupings.replaceAll(""));
		while (selectors.find()) {
			if (!WORDS.contains(selectors.group(1))) {
				Set<String> asked = metrics.computeIfAbsent(selectors.group(1), (metric) -> new TreeSet<>());
				if (selectors.group(2) != null) {
					addAll(asked, selectors.group(2), "[!=~]");
				}
			}
		}
		return new PromqlNames(metrics, labels);
	}

	private static void addAll(Set<String> labels, String list, String end) {
		Arrays.stream(list.split(",", -1))
			.map((each) -> each.split(end, -1)[0].strip())
			.filter((each) -> !each.isEmpty())
			.forEach(labels::add);
	}

}
