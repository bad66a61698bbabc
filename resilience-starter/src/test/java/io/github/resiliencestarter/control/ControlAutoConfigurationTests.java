package io.github.resiliencestarter.control;

import java.io.UnsupportedEncodingException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resiliencestarter.StarterContext;
import io.github.resiliencestarter.discovery.FakeConsul;
import io.github.resiliencestarter.discovery.FakeConsul.Question;
import io.github.resiliencestarter.discovery.ManualTime;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.http.MediaType;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.context.WebApplicationContext;

import static io.github.resiliencestarter.control.Documents.forceOpen;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

/**
 * Tests for {@link ControlAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ControlAutoConfigurationTests {

	private static final String PATH = "/actuator/resilienceoverrides";

	private static final String RATE = "resilience4j.circuitbreaker.instances.inventory.failure-rate-threshold";

	private final WebApplicationContextRunner runner = StarterContext.webRunner()
		.withPropertyValues("spring.application.name=orders", "spring.cloud.consul.discovery.instance-id=orders-1",
				"spring.cloud.consul.discovery.tags=v1", "spring.cloud.consul.discovery.metadata.zone=eu-1",
				"management.endpoints.web.exposure.include=resilience,resilienceoverrides",
				"resilience.client.targets.inventory.timeout=2s");

	@TempDir
	private Path directory;

	@Test
	void nobodyWatchesTheKeysOfOthersUnasked() {
		try (FakeConsul consul = new FakeConsul()) {
			this.runner.withPropertyValues("spring.cloud.consul.port=" + consul.uri().getPort()).run((context) -> {
				assertThat(context).doesNotHaveBean(Overrides.class)
					.doesNotHaveBean(OverrideWatch.class)
					.doesNotHaveBean(OverrideBreakers.class)
					.doesNotHaveBean(OverridesEndpoint.class)
					.doesNotHaveBean("controlMeters");
				assertThat(consul.hasNext()).isFalse();
				assertThat(send(context, get(PATH)).getStatus()).isEqualTo(404);
			});
		}
	}

	@Test
	void isSwitchedOffWithTheStarter() {
		this.runner.withPropertyValues("resilience.control.enabled=true", "resilience.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(Overrides.class));
	}

	@Test
	void applicationWithoutConsulStartsAndSaysWhatIsMissing(CapturedOutput output) {
		this.runner.withPropertyValues("resilience.control.enabled=true", "spring.cloud.consul.enabled=false")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(output).containsOnlyOnce("Overrides are enabled, but this application does not use Consul");
				assertThat(json(send(context, get(PATH))).at("/source/state").asString()).isEqualTo("NEVER_READ");
			});
	}

	@Test
	void wrongPrefixStopsTheStartup() {
		this.runner.withPropertyValues("resilience.control.enabled=true", "resilience.control.prefix=/overrides")
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.hasStackTraceContaining("resilience.control.prefix"));
	}

	@Test
	void overrideIsAppliedAndAcknowledged() {
		enabled((context, consul) -> {
			answer(consul.next(), "7", Map.of("inc-42", forceOpen("inventory"), "broken", "<script>"));
			CircuitBreaker breaker = breaker(context);
			Awaitility.await().until(() -> breaker.getState() == State.FORCED_OPEN);
			JsonNode all = json(send(context, get(PATH)));
			assertThat(all.path("application").asString()).isEqualTo("orders");
			assertThat(all.path("instance").asString()).isEqualTo("orders-1");
			assertThat(all.path("enabled").asBoolean()).isTrue();
			assertThat(all.path("revision").asString()).matches("[0-9a-f]{8}");
			assertThat(all.at("/source/state").asString()).isEqualTo("CURRENT");
			assertThat(all.at("/source/age").asString()).startsWith("PT");
			JsonNode one = json(send(context, get(PATH + "/inc-42")));
			assertThat(all.path("overrides")).contains(one);
			assertThat(List.copyOf(one.propertyNames())).containsExactlyInAnyOrder("id", "state", "digest", "since",
					"owner", "why", "expiry", "share", "selector", "action", "targets");
			assertThat(one.path("state").asString()).isEqualTo("APPLIED");
			assertThat(one.path("digest").asString())
				.isEqualTo(OwnInstance.digest(Documents.bytes(forceOpen("inventory"))));
			assertThat(one.path("expiry").asString()).isEqualTo(Documents.EXPIRY);
			assertThat(one.at("/action/state").asString()).isEqualTo("force-open");
			assertThat(one.at("/selector/target").asString()).isEqualTo("inventory");
			assertThat(one.at("/targets/0").asString()).isEqualTo("inventory");
			assertOthers(context);
			assertMeters(context.getBean(MeterRegistry.class));
		});
	}

	private static void assertOthers(ApplicationContext context) {
		JsonNode broken = json(send(context, get(PATH + "/broken")));
		assertThat(broken.path("state").asString()).isEqualTo("REJECTED");
		assertThat(broken.path("reason").asString()).contains("JSON").doesNotContain("<");
		assertThat(send(context, get(PATH + "/unknown")).getStatus()).isEqualTo(404);
		JsonNode target = json(send(context, get("/actuator/resilience/inventory")));
		assertThat(target.at("/overrides/0").asString()).isEqualTo("inc-42");
		assertThat(target.path("deviates").asBoolean(true)).isFalse();
	}

	private static void assertMeters(MeterRegistry meters) {
		assertThat(meters.get("resilience.control.revision").gauge().value()).isBetween(1.0, 4294967295.0);
		assertThat(meters.get("resilience.control.overrides").tag("state", "applied").gauge().value()).isEqualTo(1);
		assertThat(meters.get("resilience.control.overrides").tag("state", "rejected").gauge().value()).isEqualTo(1);
		assertThat(meters.get("resilience.control.source.age").gauge().value()).isNotNegative();
		assertThat(meters.get("resilience.control.expiring").gauge().value()).isZero();
	}

	@Test
	void settingIsChangedAndItsOriginIsTheOverride() {
		enabled((context, consul) -> {
			String timeout = "resilience.client.targets.inventory.timeout";
			answer(consul.next(), "7", Map.of("a", Documents.setting(RATE, 30), "b", Documents.setting(timeout, "1s")));
			Awaitility.await().until(() -> breaker(context).getCircuitBreakerConfig().getFailureRateThreshold() == 30);
			JsonNode settings = json(send(context, get("/actuator/resilience/inventory"))).path("settings");
			assertThat(settings.at("/circuitbreaker.failure-rate-threshold/origin/kind").asString())
				.isEqualTo("OVERRIDE");
			assertThat(settings.at("/circuitbreaker.failure-rate-threshold/origin/override").asString()).isEqualTo("a");
			assertThat(settings.at("/timeout/value").asString()).isEqualTo("PT1S");
			assertThat(settings.at("/timeout/origin/override").asString()).isEqualTo("b");
			answer(next(context, consul), "8", Map.of());
			Awaitility.await().until(() -> breaker(context).getCircuitBreakerConfig().getFailureRateThreshold() == 50);
			assertThat(
					json(send(context, get("/actuator/resilience/inventory"))).at("/settings/timeout/value").asString())
				.isEqualTo("PT2S");
		});
	}

	@Test
	void dryRunChangesNothing() {
		enabled((context, consul) -> {
			answer(consul.next(), "7", Map.of());
			JsonNode run = dryRun(context, "a", forceOpen("inventory"));
			assertThat(run.path("valid").asBoolean()).isTrue();
			assertThat(run.path("selected").asBoolean()).isTrue();
			assertThat(run.at("/changes/0")).isEqualTo(JsonMapper.shared()
				.readTree("{\"target\":\"inventory\",\"what\":\"circuit breaker\",\"before\":\"CLOSED\","
						+ "\"after\":\"FORCED_OPEN\"}"));
			assertThat(run.path("rejectedCallsOfLastMinute").asInt(-1)).isZero();
			assertThat(breaker(context).getState()).isEqualTo(State.CLOSED);
			JsonNode settings = dryRun(context, "a",
					Documents.setting("resilience.client.targets.inventory.timeout", "1s"));
			assertThat(settings.at("/changes/0/what").asString())
				.isEqualTo("resilience.client.targets.inventory.timeout");
			assertThat(settings.at("/changes/0/before").asString()).isEqualTo("PT2S");
			assertThat(settings.at("/changes/0/after").asString()).isEqualTo("PT1S");
			assertThat(dryRun(context, "a", "{}").path("valid").asBoolean(true)).isFalse();
			assertThat(dryRun(context, "a", "x".repeat(100_000)).path("valid").asBoolean(true)).isFalse();
			assertThat(send(context, post(PATH).contentType(MediaType.APPLICATION_JSON).content("{}")).getStatus())
				.isEqualTo(400);
		});
	}

	private JsonNode dryRun(ApplicationContext context, String id, String document) {
		String body = JsonMapper.shared().writeValueAsString(Map.of("id", id, "document", document));
		return json(send(context, post(PATH).contentType(MediaType.APPLICATION_JSON).content(body)));
	}

	private void enabled(Check check) {
		try (FakeConsul consul = new FakeConsul()) {
			this.runner.withUserConfiguration(Time.class)
				.withPropertyValues("resilience.control.enabled=true",
						"spring.cloud.consul.port=" + consul.uri().getPort(),
						"resilience.control.cache-directory=" + this.directory)
				.run((context) -> {
					assertThat(context).hasNotFailed();
					check.run(context, consul);
					assertThat(this.directory.toFile().list()).hasSizeLessThanOrEqualTo(1);
				});
		}
	}

	private static Question next(ApplicationContext context, FakeConsul consul) {
		Awaitility.await().until(() -> {
			context.getBean(ManualTime.class).advance(Duration.ofMillis(50));
			return consul.hasNext();
		});
		return consul.next();
	}

	private static void answer(Question question, String index, Map<String, String> documents) {
		StringBuilder entries = new StringBuilder();
		documents.forEach((id, document) -> entries.append(entries.isEmpty() ? "" : ",")
			.append("{\"Key\": \"resilience/overrides/%s\", \"Value\": \"%s\", \"CreateIndex\": 5}".formatted(id,
					Base64.getEncoder().encodeToString(Documents.bytes(document)))));
		question.answer(documents.isEmpty() ? 404 : 200, index, documents.isEmpty() ? "" : "[" + entries + "]");
	}

	private static CircuitBreaker breaker(ApplicationContext context) {
		return context.getBean(CircuitBreakerRegistry.class).circuitBreaker("inventory");
	}

	private static MockHttpServletResponse send(ApplicationContext context, MockHttpServletRequestBuilder request) {
		try {
			MockMvc mvc = MockMvcBuilders.webAppContextSetup((WebApplicationContext) context).build();
			return mvc.perform(request).andReturn().getResponse();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static JsonNode json(MockHttpServletResponse response) {
		try {
			return JsonMapper.shared().readTree(response.getContentAsString());
		}
		catch (UnsupportedEncodingException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@FunctionalInterface
	private interface Check {

		void run(AssertableWebApplicationContext context, FakeConsul consul) throws Exception;

	}

	@Configuration(proxyBeanMethods = false)
	static class Time {

		@Bean
		ManualTime manualTime() {
			return new ManualTime();
		}

		@Bean
		@Primary
		ControlTime manualControlTime(ManualTime time) {
			return new ControlTime(time.discoveryTime());
		}

		@Bean
		MeterRegistry meterRegistry() {
			return new SimpleMeterRegistry();
		}

	}

}
