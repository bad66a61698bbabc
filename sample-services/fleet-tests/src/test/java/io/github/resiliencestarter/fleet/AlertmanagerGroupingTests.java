package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.github.resiliencestarter.fleet.Alertmanager.Group;
import io.github.resiliencestarter.fleet.Rules.Rule;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the example configuration in a real Alertmanager: which alerts are grouped,
 * and which are inhibited.
 */
class AlertmanagerGroupingTests {

	private static final Path EXAMPLE = FleetScript.repository().resolve("grafana/alertmanager/alertmanager.yml");

	@TempDir
	private Path folder = Path.of("");

	@Test
	void allThatComplainOfOneTargetAreOneMessage() throws IOException {
		List<Map<String, String>> alerts = List.of(alert("ResilienceBreakerOpen", "orders", "inventory"),
				alert("ResilienceCallsRejected", "orders", "inventory"),
				alert("ResilienceInstancesEjected", "storefront", "inventory"),
				alert("ResilienceCallsSlow", "storefront", "orders"));
		groups(alerts,
				new Group("tickets", "target=inventory",
						List.of("ResilienceBreakerOpen of orders", "ResilienceCallsRejected of orders",
								"ResilienceInstancesEjected of storefront"),
						List.of()),
				new Group("tickets", "target=orders", List.of("ResilienceCallsSlow of storefront"), List.of()));
	}

	@Test
	void whatIsAboutAnApplicationAsAWholeIsAMessageForEachOfThem() throws IOException {
		List<Map<String, String>> alerts = List.of(alert("ResilienceMetricsAbsent", "orders", ""),
				alert("ResilienceMetricsAbsent", "inventory", ""));
		groups(alerts,
				new Group("pager", "application=orders", List.of("ResilienceMetricsAbsent of orders"), List.of()),
				new Group("pager", "application=inventory", List.of("ResilienceMetricsAbsent of inventory"),
						List.of()));
	}

	@Test
	void aRegistryThatIsAwayIsOneMessage() throws IOException {
		List<Map<String, String>> alerts = List.of(alert("ResilienceRegistrationLost", "orders", ""),
				alert("ResilienceRegistrationLost", "inventory", ""));
		groups(alerts, new Group("pager", "alertname=ResilienceRegistrationLost",
				List.of("ResilienceRegistrationLost of inventory", "ResilienceRegistrationLost of orders"), List.of()));
	}

	@Test
	void whatFollowsFromAnOpenBreakerIsToldOfOtherCallersOnly() throws IOException {
		List<Map<String, String>> alerts = List.of(alert("ResilienceBreakerOpenOnMostInstances", "orders", "inventory"),
				alert("ResilienceBreakerOpen", "orders", "inventory"),
				alert("ResilienceRetryBudgetExhausted", "orders", "inventory"),
				alert("ResilienceInstancesEjected", "orders", "inventory"),
				alert("ResilienceBreakerOpen", "storefront", "inventory"));
		groups(alerts,
				new Group("pager", "target=inventory", List.of("ResilienceBreakerOpenOnMostInstances of orders"),
						List.of()),
				new Group("tickets", "target=inventory",
						List.of("ResilienceBreakerOpen of storefront", "ResilienceInstancesEjected of orders"),
						List.of("ResilienceBreakerOpen of orders", "ResilienceRetryBudgetExhausted of orders")));
	}

	/** Alertmanager takes what it is sent in several steps. */
	private void groups(List<Map<String, String>> alerts, Group... groups) throws IOException {
		try (Alertmanager alertmanager = Alertmanager.start(EXAMPLE, this.folder)) {
			alertmanager.fire(alerts);
			Awaitility.await().untilAsserted(() -> assertThat(alertmanager.groups()).containsExactlyInAnyOrder(groups));
		}
	}

	/** As the shipped rules send it. */
	private static Map<String, String> alert(String name, String application, String target) {
		Rule rule = Rules.alerts().stream().filter((each) -> each.name().equals(name)).findFirst().orElseThrow();
		Map<String, String> labels = new TreeMap<>(rule.labels());
		labels.putAll(Map.of("alertname", name, "application", application));
		if (!target.isEmpty()) {
			labels.put("target", target);
		}
		return labels;
	}

}
