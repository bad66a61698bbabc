package io.github.resiliencestarter.documentation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.resiliencestarter.StarterContext;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.endpoint.web.ExposableWebEndpoint;
import org.springframework.boot.actuate.endpoint.web.WebEndpointsSupplier;
import org.springframework.boot.health.contributor.HealthContributor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The tables of endpoints and health contributors are what an application with the
 * starter has.
 */
class ReadmeEndpointsTests {

	private static final Map<String, String> ENDPOINTS = Map.of("health",
			"Health, with the groups `liveness` and `readiness`. Consul checks `readiness`.", "info",
			"Spring Boot's information about the application.", "prometheus",
			"Metrics in Prometheus format, scraped by [`grafana/prometheus`](../../grafana/prometheus).");

	private static final Map<String, String> CONTRIBUTORS = Map.of("circuitBreakers",
			"State of each circuit breaker. An open breaker never makes the service unhealthy.", "resilienceDiscovery",
			"Age of the instance lists. It is never `DOWN`; the status becomes `UNKNOWN` when a list is older than "
					+ "`resilience.discovery.max-age`.");

	@Test
	void tableOfEndpointsIsWhatIsExposed() throws IOException {
		List<String> exposed = new ArrayList<>();
		StarterContext.webRunner()
			.run((context) -> context.getBean(WebEndpointsSupplier.class)
				.getEndpoints()
				.stream()
				.map(ExposableWebEndpoint::getRootPath)
				.sorted()
				.forEach(exposed::add));
		StringBuilder table = new StringBuilder("| Path | What it shows |\n| --- | --- |\n");
		assertThat(exposed).containsExactlyInAnyOrderElementsOf(ENDPOINTS.keySet());
		exposed.forEach((path) -> table.append("| `/actuator/%s` | %s |\n".formatted(path, ENDPOINTS.get(path))));
		GeneratedTable.on("docs/reference/endpoints.md", "endpoints", "the exposed endpoints")
			.assertIs(table.toString());
	}

	@Test
	void tableOfHealthContributorsIsWhatIsAdded() throws IOException {
		List<String> added = new ArrayList<>();
		StarterContext.webRunner()
			.run((context) -> Stream.of(context.getBeanNamesForType(HealthContributor.class))
				.map((name) -> name.replaceFirst("HealthIndicator$|HealthContributor$", ""))
				.filter(CONTRIBUTORS::containsKey)
				.sorted()
				.forEach(added::add));
		assertThat(added).containsExactlyInAnyOrderElementsOf(CONTRIBUTORS.keySet());
		StringBuilder table = new StringBuilder("| Contributor | What it shows |\n| --- | --- |\n");
		added.forEach((name) -> table.append("| `%s` | %s |\n".formatted(name, CONTRIBUTORS.get(name))));
		GeneratedTable.on("docs/reference/endpoints.md", "contributors", "the health contributors")
			.assertIs(table.toString());
	}

}
