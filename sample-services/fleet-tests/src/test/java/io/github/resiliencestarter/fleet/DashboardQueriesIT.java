package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.resiliencestarter.fleet.Dashboard.Query;
import io.github.resiliencestarter.fleet.Rules.Rule;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

/**
 * Tests that no panel is empty and that each alert fires: every query runs in a real
 * Prometheus after an outage of a real fleet.
 */
@ExtendWith(FleetExtension.class)
class DashboardQueriesIT {

	private static final Dashboard FLEET = Dashboard.read(Dashboard.FOLDER.resolve("fleet.json"));

	private static final Set<String> BY_ERRORS = Set.of("ResilienceBreakerOpen", "ResilienceBreakerOpenOnMostInstances",
			"ResilienceCallsRejected", "ResilienceErrorBudgetBurn", "ResilienceInstancesEjected",
			"ResilienceMessagesWaiting", "ResilienceRetryAmplification", "ResilienceRetryBudgetExhausted");

	private static final Set<String> BY_SILENCE = Set.of("ResilienceBreakerOpenWithoutTraffic",
			"ResilienceInstanceListOld", "ResilienceRegistrationLost");

	private static final Set<String> BY_OVERRIDES = Set.of("ResilienceOverrideRejected");

	private static final Set<String> BY_PAYMENTS = Set.of("ResilienceDeadLetters");

	private static final Set<String> BY_HANGING = Set.of("ResilienceCallsSlow", "ResilienceMetricsAbsent");

	/** No client of the fleet has a fallback. promtool tests this alert. */
	private static final Set<String> NOT_HERE = Set.of("ResilienceFallbacksUsed");

	private static final Set<String> BY_MORE_ERRORS = Set.of("ResilienceBreakerFlapping");

	private static final String OPEN = "application_target:resilience_circuitbreaker_severity:max == 4";

	private static final String ALL_CLOSED = "max(application_target:resilience_circuitbreaker_severity:max) == 0";

	private static final Pattern LABEL = Pattern.compile("\\$labels\\.(\\w+)");

	/** A factory, so that one outage serves all: it takes minutes. */
	@TestFactory
	Stream<DynamicTest> dashboardsAndAlertsTellOfAnOutage(Fleet fleet) throws IOException {
		HastyRules.writeTo(fleet.home().resolve("prometheus/config/rules"));
		fleet.control().signal("prometheus", "HUP");
		PrometheusApi prometheus = new PrometheusApi(fleet.port("prometheus"));
		Outage outage = new Outage(fleet, prometheus);
		double started = outage.awaitThat(() -> isWell(prometheus));
		PanelFrames frames = new PanelFrames(prometheus.url());
		List<DynamicTest> panels = new ArrayList<>(frames.tests("healed", outage.awaitScrapes(3)));
		outage.overrideUntilFired(BY_OVERRIDES);
		outage.payUntilFired(BY_PAYMENTS);
		outage.failOnOneInstance();
		outage.begin();
		// Two scrapes, and an evaluation of the rules
		double toldBy = outage.awaitScrapes(3);
		DashboardView view = new DashboardView(FLEET, prometheus, toldBy - PrometheusApi.secondsOf(3), toldBy);
		List<DynamicTest> named = Stream.of("Broken now", "Breakers open")
			.map((panel) -> tellsOfAnOpenBreaker(FLEET.firstQuery(panel), view))
			.toList();
		outage.lastUntilFired(BY_ERRORS);
		panels.addAll(frames.tests("broken", outage.awaitThat(() -> isBroken(prometheus))));
		outage.end();
		outage.withoutCallsAndConsul(BY_SILENCE);
		outage.awaitThat(() -> isWell(prometheus));
		outage.hang(BY_HANGING);
		outage.failUntilFired(BY_MORE_ERRORS);
		double ended = outage.awaitScrapes(2);
		return Stream.of(named.stream(), panels.stream(), queriesAndAlerts(prometheus, started, ended))
			.flatMap(Function.identity());
	}

	private static Stream<DynamicTest> queriesAndAlerts(PrometheusApi prometheus, double started, double ended) {
		Stream<DynamicTest> queries = Dashboard.all()
			.map((dashboard) -> new DashboardView(dashboard, prometheus, started, ended))
			.flatMap(DashboardQueriesIT::everythingAnswers);
		Stream<DynamicTest> alerts = Rules.alerts()
			.stream()
			.filter((alert) -> !NOT_HERE.contains(alert.name()))
			.map((alert) -> fired(alert, prometheus, started, ended));
		return Stream.of(queries, alerts, new Contract(prometheus, started, ended).tests())
			.flatMap(Function.identity());
	}

	/**
	 * A half-open circuit breaker does not count: it would open again without having been
	 * closed.
	 */
	private static boolean isWell(PrometheusApi prometheus) {
		return isAnswered(prometheus, ALL_CLOSED);
	}

	/** Also by the rules: a breaker that was just opened is not in them yet. */
	private static boolean isBroken(PrometheusApi prometheus) {
		return isAnswered(prometheus, OPEN);
	}

	private static boolean isAnswered(PrometheusApi prometheus, String query) {
		double now = prometheus.now();
		return !prometheus.queryRange(query, now, now, PrometheusApi.SCRAPE_INTERVAL).isEmpty();
	}

	/** With the labels that it is shipped with, and those that its text tells. */
	private static DynamicTest fired(Rule alert, PrometheusApi prometheus, double start, double end) {
		Stream<String> own = alert.labels()
			.entrySet()
			.stream()
			.map((label) -> "%s=\"%s\"".formatted(label.getKey(), label.getValue()));
		Stream<String> told = LABEL.matcher(alert.annotations().get("summary"))
			.results()
			.map((label) -> label.group(1) + "!=\"\"");
		String labels = Stream.concat(own, told).sorted().collect(Collectors.joining(", "));
		String query = "ALERTS{alertname=\"%s\", alertstate=\"firing\", %s}".formatted(alert.name(), labels);
		return dynamicTest("%s fired: %s".formatted(alert, labels),
				() -> assertThat(prometheus.queryRange(query, start, end, PrometheusApi.SCRAPE_INTERVAL)).as(query)
					.isNotEmpty());
	}

	private static Stream<DynamicTest> everythingAnswers(DashboardView view) {
		Dashboard dashboard = view.dashboard();
		DynamicTest variables = dynamicTest(dashboard + ", variables",
				() -> assertThat(view.choices())
					.containsEntry("application", List.of("inventory", "orders", "storefront"))
					.allSatisfy((variable, choices) -> assertThat(choices).as("%s, variable %s", dashboard, variable)
						.isNotEmpty()));
		Stream<DynamicTest> queries = dashboard.queries()
			.stream()
			.map((query) -> dynamicTest(query.where(), () -> answersWithData(view, query)));
		return Stream.concat(Stream.of(variables), queries);
	}

	private static void answersWithData(DashboardView view, Query query) {
		assertThat(view.answers(query)).as("%s: %s", query.where(), view.fill(query.expression()))
			.isNotEmpty()
			.allMatch((value) -> !value.isNaN());
	}

	/** What the panel shows at each second since the breaker was seen open. */
	private static DynamicTest tellsOfAnOpenBreaker(Query query, DashboardView view) {
		List<Double> shown = view.answersEachSecond(query);
		return dynamicTest(query.where() + " shows an open breaker within two scrapes and an evaluation of the rules",
				() -> assertThat(shown).anyMatch((value) -> value >= 1));
	}

}
