package io.github.resiliencestarter.endpoint;

import java.util.stream.Stream;

import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resiliencestarter.endpoint.EndpointApplication.Response;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

import static io.github.resiliencestarter.endpoint.ResilienceEndpointChangeTests.body;
import static io.github.resiliencestarter.endpoint.ResilienceEndpointChangeTests.breaker;
import static io.github.resiliencestarter.endpoint.ResilienceEndpointChangeTests.choose;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the requests that {@link ResilienceEndpoint} rejects.
 */
class EndpointBadRequestTests {

	private static final String FORCE_OPEN = body("force-open", "why", "10m");

	private final WebApplicationContextRunner runner = ResilienceEndpointChangeTests.runner();

	@Test
	void badRequestSaysWhatToWrite() {
		this.runner.run((context) -> {
			choose(context);
			EndpointApplication application = new EndpointApplication(context);
			assertThat(Stream.concat(badRequests(), badAddresses())).allSatisfy((request) -> {
				Response rejected = application.write(request.body(), request.path());
				assertThat(rejected.status()).as(rejected.text()).isEqualTo(request.status());
				assertThat(rejected.text()).contains(request.hint()).doesNotContain("<script>", "forged");
			});
			assertThat(breaker(context).getState()).isEqualTo(State.CLOSED);
			assertThat(application.read("").json().path("deviations").asInt(-1)).isZero();
			assertThat(application.read("").names()).containsExactly("inventory");
		});
	}

	private static Stream<BadRequest> badRequests() {
		String breaker = "/inventory";
		return Stream.of(new BadRequest(breaker, "{}", 400, "force-open"),
				new BadRequest(breaker, body("explode", "why", "10m"), 400, "force-open"),
				new BadRequest(breaker, body("FORCED_OPEN", "why", "10m"), 400, "force-open"),
				new BadRequest(breaker, body("eject", "why", "10m"), 400, "force-open"),
				new BadRequest(breaker, "{\"action\": \"force-open\", \"expiry\": \"10m\"}", 400, "'reason'"),
				new BadRequest(breaker, body("force-open", "  ", "10m"), 400, "'reason'"),
				new BadRequest(breaker, body("force-open", "x".repeat(201), "10m"), 400, "200"),
				new BadRequest(breaker, body("force-open", "a\nWARN forged", "10m"), 400, "one line"),
				new BadRequest(breaker, body("force-open", "a\u2028b", "10m"), 400, "one line"),
				new BadRequest(breaker, body("force-open", "a\u202eb", "10m"), 400, "one line"),
				new BadRequest(breaker, body("force-open", "<script>alert(1)</script>", "10m"), 400, "markup"),
				new BadRequest(breaker, "{\"action\": \"force-open\", \"reason\": \"why\"}", 400, "PT10M"),
				new BadRequest(breaker, body("force-open", "why", "soon"), 400, "PT10M"),
				new BadRequest(breaker, body("force-open", "why", "0s"), 400, "1s"),
				new BadRequest(breaker, body("force-open", "why", "-5m"), 400, "1s"),
				new BadRequest(breaker, body("force-open", "why", "600"), 400, "PT10M"),
				new BadRequest(breaker, body("force-open", "why", "25h"), 400, "PT24H"),
				new BadRequest(breaker, body("force-open", "why", "PT99999999999999999999H"), 400, "PT24H"),
				new BadRequest(breaker, body("force-open", "why", "2020-01-01T00:00:00Z"), 400, "PT10M"),
				new BadRequest(breaker, "{\"action\": \"force-open\", \"reason\": \"why\", \"expiry\": 600}", 400,
						"PT10M"),
				new BadRequest(breaker, body("close", "why", "10m"), 400, "Leave out"));
	}

	private static Stream<BadRequest> badAddresses() {
		return Stream.of(new BadRequest("/unknown", body("force-open", "why", "10m"), 404, "GET /actuator/resilience"),
				new BadRequest("", body("force-open", "why", "10m"), 404, "GET /actuator/resilience"),
				new BadRequest("/inventory/one:80/more", body("eject", "why", "10m"), 404, "GET"),
				new BadRequest("/inventory/three:80", body("eject", "why", "10m"), 404, "lists the instances"),
				new BadRequest("/inventory/<b>", body("eject", "why", "10m"), 404, "lists the instances"),
				new BadRequest("/inventory/one:80", body("force-open", "why", "10m"), 400, "eject, readmit"),
				new BadRequest("/inventory/one:80", body("eject", "why", ""), 400, "'expiry'"));
	}

	@Test
	void invalidBodyIsRejected() {
		this.runner.run((context) -> {
			EndpointApplication application = new EndpointApplication(context);
			assertThat(Stream.of("{", "[]", "\"x\"", "{\"action\": {\"a\": 1}}")).allSatisfy(
					(body) -> assertThat(application.write(body, "/inventory").status()).as(body).isEqualTo(400));
			assertThat(breaker(context).getState()).isEqualTo(State.CLOSED);
		});
	}

	@Test
	void maximumIsConfigurable() {
		this.runner.withPropertyValues("resilience.endpoint.write.max-expiry=5m")
			.run((context) -> assertThat(new EndpointApplication(context).write(FORCE_OPEN, "/inventory").text())
				.contains("PT5M"));
		this.runner.withPropertyValues("resilience.endpoint.write.max-expiry=0s")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("resilience.endpoint.write.max-expiry"));
	}

	/**
	 * Request that is rejected.
	 *
	 * @param path its path
	 * @param body its body
	 * @param status the status of the response
	 * @param hint a part of the response
	 */
	record BadRequest(String path, String body, int status, String hint) {

	}

}
