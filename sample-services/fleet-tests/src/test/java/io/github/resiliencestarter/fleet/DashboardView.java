package io.github.resiliencestarter.fleet;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.resiliencestarter.fleet.Dashboard.Query;
import tools.jackson.databind.JsonNode;

/**
 * A dashboard that is opened for a time range as in Grafana: runs the queries of the
 * panels with "All" selected in each variable.
 */
final class DashboardView {

	private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((?<selector>.+), (?<label>\\w+)\\)");

	private static final Pattern VARIABLE = Pattern.compile("\\$([a-zA-Z_]\\w*)");

	private final Dashboard dashboard;

	private final PrometheusApi prometheus;

	private final double start;

	private final double end;

	private final Map<String, List<String>> choices = new LinkedHashMap<>();

	private final Map<String, String> values = new LinkedHashMap<>();

	DashboardView(Dashboard dashboard, PrometheusApi prometheus, double start, double end) {
		this.dashboard = dashboard;
		this.prometheus = prometheus;
		this.start = start;
		this.end = end;
		// As in Grafana when the scrape interval is longer than a pixel
		this.values.put("__rate_interval", PrometheusApi.SCRAPE_INTERVAL.multipliedBy(4).toSeconds() + "s");
		dashboard.variables().forEach(this::chooseAll);
	}

	private void chooseAll(JsonNode variable) {
		if (variable.path("type").asString().equals("query")) {
			String name = variable.path("name").asString();
			Matcher query = LABEL_VALUES.matcher(variable.at("/query/query").asString());
			if (!query.matches()) {
				throw new IllegalArgumentException("Variable %s is not read by label_values".formatted(name));
			}
			List<String> offered = this.prometheus.labelValues(fill(query.group("selector")), query.group("label"),
					this.start, this.end);
			this.choices.put(name, offered);
			this.values.put(name, variable.path("allValue").asString("(" + String.join("|", offered) + ")"));
		}
	}

	Dashboard dashboard() {
		return this.dashboard;
	}

	/** What each variable offers. */
	Map<String, List<String>> choices() {
		return this.choices;
	}

	/**
	 * The result of the query in the time range. For an instant query, at any time in the
	 * range.
	 */
	List<Double> answers(Query query) {
		return this.prometheus.queryRange(fill(query.expression()), this.start, this.end,
				PrometheusApi.SCRAPE_INTERVAL);
	}

	/** How many values Grafana gets when it asks once, with a point for each step. */
	int ask(Query query, Duration step) {
		String expression = fill(query.expression());
		return this.prometheus.queryRange(expression, query.instant() ? this.end : this.start, this.end, step).size();
	}

	/** What the query would have answered at each second of the time range. */
	List<Double> answersEachSecond(Query query) {
		return this.prometheus.queryRange(fill(query.expression()), this.start, this.end, Duration.ofSeconds(1));
	}

	String fill(String text) {
		return VARIABLE.matcher(text).replaceAll((match) -> {
			String value = this.values.get(match.group(1));
			if (value == null) {
				throw new IllegalArgumentException("No value for %s in: %s".formatted(match.group(), text));
			}
			return Matcher.quoteReplacement(value);
		});
	}

}
