package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.resiliencestarter.fleet.Dashboard.Query;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

/**
 * Proof that nothing on the dashboards is blank: every query is asked of a real
 * Prometheus, about a real fleet that has been through an outage.
 */
@ExtendWith(FleetExtension.class)
class DashboardQueriesIT {

	private static final Dashboard FLEET = Dashboard.read(Dashboard.FOLDER.resolve("fleet.json"));

	/** What the story provokes within its time; the others are promtool's alone. */
	private static final Set<String> PROVOKED = Set.of("ResilienceBreakerOpen", "ResilienceBreakerOpenOnMostInstances",
			"ResilienceCallsRejected", "ResilienceRetryBudgetExhausted", "ResilienceErrorBudgetBurn",
			"ResilienceInstancesEjected");

	private static final Pattern FOR = Pattern.compile("(?m)^( *for:) .+$");

	/** A factory, so that one outage serves all: it takes minutes. */
	@TestFactory
	Stream<DynamicTest> dashboardsTellOfAnOutage(Fleet fleet) throws IOException {
		letAlertsFireAtOnce(fleet);
		PrometheusApi prometheus = new PrometheusApi(fleet.port("prometheus"));
		Outage outage = new Outage(fleet, prometheus);
		double started = outage.awaitThat(() -> openBreakers(prometheus, prometheus.now(), 0).equals(List.of(0.0)));
		outage.awaitScrapes(3);
		outage.failOnOneInstance();
		outage.begin();
		// Two scrapes, and an evaluation of the rules
		List<Double> open = openBreakers(prometheus, outage.awaitScrapes(3), 3);
		outage.lastUntilFiring(PROVOKED);
		outage.end();
		outage.withoutConsul();
		double ended = outage.awaitScrapes(2);
		DynamicTest fleetPanel = dynamicTest("an open breaker is on the fleet panel within three scrapes",
				() -> assertThat(open).as(openBreakers().where()).anyMatch((count) -> count >= 1));
		Stream<DynamicTest> answers = Dashboard.all()
			.map((dashboard) -> new DashboardView(dashboard, prometheus, started, ended))
			.flatMap(DashboardQueriesIT::everythingAnswers);
		Stream<DynamicTest> alerts = PROVOKED.stream().map((alert) -> fired(alert, prometheus, started, ended));
		return Stream.of(Stream.of(fleetPanel), answers, alerts, new Contract(prometheus, started, ended).tests())
			.flatMap(Function.identity());
	}

	/** On the fleet's own copy of the rules: the shipped ones wait for minutes. */
	private static void letAlertsFireAtOnce(Fleet fleet) throws IOException {
		Path rules = fleet.home().resolve("prometheus/config/rules/alerts.yaml");
		Files.writeString(rules, FOR.matcher(Files.readString(rules)).replaceAll("$1 0s"));
		fleet.control().signal("prometheus", "HUP");
	}

	private static DynamicTest fired(String alert, PrometheusApi prometheus, double start, double end) {
		String query = "ALERTS{alertname=\"%s\", alertstate=\"firing\"}".formatted(alert);
		return dynamicTest(alert + " fired",
				() -> assertThat(prometheus.queryRange(query, start, end, PrometheusApi.SCRAPE_INTERVAL)).isNotEmpty());
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

	private static Query openBreakers() {
		return FLEET.firstQuery("Breakers open");
	}

	/** What the panel shows at each second of the last so many scrapes. */
	private static List<Double> openBreakers(PrometheusApi prometheus, double end, int scrapes) {
		DashboardView view = new DashboardView(FLEET, prometheus, end - PrometheusApi.secondsOf(scrapes), end);
		return view.answersEachSecond(openBreakers());
	}

}
