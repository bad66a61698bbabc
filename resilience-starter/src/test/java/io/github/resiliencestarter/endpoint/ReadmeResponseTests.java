package io.github.resiliencestarter.endpoint;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resiliencestarter.documentation.GeneratedTable;
import io.github.resiliencestarter.loadbalancing.EjectionReason;
import io.github.resiliencestarter.loadbalancing.InstanceState;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static io.github.resiliencestarter.endpoint.ResilienceEndpointTests.list;
import static io.github.resiliencestarter.endpoint.ResilienceEndpointTests.status;
import static io.github.resiliencestarter.endpoint.ResilienceEndpointTests.target;

/**
 * The example of the guide is a real response.
 */
class ReadmeResponseTests {

	@Test
	void exampleIsAResponse() throws IOException {
		StringBuilder example = new StringBuilder();
		EndpointApplication.runner().withInitializer(EndpointSettingsTests.yaml("application.yml", """
				resilience:
				  client:
				    targets:
				      inventory:
				        timeout: 2s
				""")).run((context) -> {
			KnownTargets known = context.getBean(KnownTargets.class);
			known.onTarget(target(status("10.0.0.1", InstanceState.AVAILABLE, null),
					status("10.0.0.2", InstanceState.EJECTED, EjectionReason.UNREACHABLE)));
			known.onTarget(list("10.0.0.1", "10.0.0.2"));
			CircuitBreaker breaker = context.getBean(CircuitBreakerRegistry.class).circuitBreaker("inventory");
			while (breaker.getState() == CircuitBreaker.State.CLOSED) {
				breaker.onError(0, TimeUnit.MILLISECONDS, new IllegalStateException());
			}
			JsonNode response = new EndpointApplication(context).read("/inventory").json();
			((ObjectNode) response.path("settings")).retain("timeout", "adaptive-limit", "retry.max-attempts");
			example.append(timeless(JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(response)));
		});
		GeneratedTable.on("docs/guide/endpoint.md", "example", "a response")
			.assertIs("```json\n" + example + "\n```\n");
	}

	private static String timeless(String json) {
		return json
			.replace("Byte array resource [resource loaded from byte array]", "class path resource [application.yml]")
			.replaceAll("(\"(?:probeAt|until)\" : )\"[^\"]*\"", "$1\"2026-11-28T03:00:05.000Z\"")
			.replaceAll("(\"(?:at|since)\" : )\"[^\"]*\"", "$1\"2026-11-28T03:00:00.000Z\"");
	}

}
