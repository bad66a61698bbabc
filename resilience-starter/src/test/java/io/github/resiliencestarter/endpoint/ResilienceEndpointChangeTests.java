package io.github.resiliencestarter.endpoint;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resiliencestarter.endpoint.EndpointApplication.Response;
import io.github.resiliencestarter.engines.Engines;
import io.github.resiliencestarter.engines.HeldStates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cloud.loadbalancer.support.LoadBalancerClientFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the changes that {@link ResilienceEndpoint} makes.
 */
@ExtendWith(OutputCaptureExtension.class)
class ResilienceEndpointChangeTests {

	private static final String WHY = "\"reason\": \"INC-42: p99 > 2 s\"";

	private static final String FORCE_OPEN = "{\"action\": \"force-open\", \"expiry\": \"10m\", %s}".formatted(WHY);

	private final WebApplicationContextRunner runner = runner();

	@Test
	void changesAreDisabledByDefault() {
		EndpointApplication.runner("resilience.client.targets.inventory.timeout=2s").run((context) -> {
			EndpointApplication application = new EndpointApplication(context);
			Response rejected = application.write(FORCE_OPEN, "/inventory");
			assertThat(rejected.status()).isEqualTo(403);
			assertThat(rejected.type()).isEqualTo("application/problem+json");
			assertThat(rejected.text()).contains("resilience.endpoint.write.enabled=true");
			assertThat(breaker(context).getState()).isEqualTo(State.CLOSED);
			JsonNode write = application.read("").json().path("write");
			assertThat(write.path("enabled").asBoolean(true)).isFalse();
			assertThat(write.path("hint").asString()).contains("resilience.endpoint.write.enabled=true");
		});
	}

	@Test
	void readOnlyAccessOfSpringBootWins() {
		this.runner.withPropertyValues("management.endpoint.resilience.access=READ_ONLY").run((context) -> {
			assertThat(new EndpointApplication(context).write(FORCE_OPEN, "/inventory").status()).isIn(404, 405);
			assertThat(breaker(context).getState()).isEqualTo(State.CLOSED);
		});
	}

	@Test
	void changeIsShownAsADeviationUntilItExpires(CapturedOutput output) {
		this.runner.run((context) -> {
			EndpointApplication application = new EndpointApplication(context);
			Response changed = application.write(FORCE_OPEN, "/inventory");
			assertThat(changed.status()).as(changed.text()).isEqualTo(200);
			assertThat(breaker(context).getState()).isEqualTo(State.FORCED_OPEN);
			JsonNode target = application.read("/inventory").json();
			assertThat(changed.json().path("deviations")).isEqualTo(target.path("deviations"));
			assertThat(target.path("deviates").asBoolean()).isTrue();
			JsonNode deviation = target.at("/deviations/0");
			assertThat(deviation.path("action").asString()).isEqualTo("force-open");
			assertThat(deviation.path("by").asString()).isEqualTo("anonymous");
			assertThat(deviation.path("reason").asString()).isEqualTo("INC-42: p99 > 2 s");
			assertThat(deviation.path("before").asString()).isEqualTo("CLOSED");
			assertThat(deviation.path("until").asString()).isEqualTo("2026-11-28T03:10:00Z");
			assertThat(application.read("").json().path("deviations").asInt()).isOne();
			assertThat(output).containsOnlyOnce("force-open of circuit breaker 'inventory' by 'anonymous' until "
					+ "2026-11-28T03:10:00Z, was CLOSED: INC-42: p99 > 2 s");
			time(context).pass(Duration.ofSeconds(599));
			assertThat(breaker(context).getState()).isEqualTo(State.FORCED_OPEN);
			time(context).pass(Duration.ofSeconds(1));
			assertThat(breaker(context).getState()).isEqualTo(State.HALF_OPEN);
			assertThat(application.read("/inventory").json().path("deviates").asBoolean(true)).isFalse();
			assertThat(output)
				.contains("force-open of circuit breaker 'inventory' by 'anonymous' has expired, " + "now HALF_OPEN");
		});
	}

	@Test
	void whatWasBeforeIsRestored() {
		String expected = """
				CLOSED force-open FORCED_OPEN HALF_OPEN
				OPEN force-open FORCED_OPEN HALF_OPEN
				HALF_OPEN force-open FORCED_OPEN HALF_OPEN
				DISABLED force-open FORCED_OPEN DISABLED
				METRICS_ONLY force-open FORCED_OPEN METRICS_ONLY
				FORCED_OPEN force-open FORCED_OPEN FORCED_OPEN
				CLOSED disable DISABLED CLOSED
				OPEN disable DISABLED HALF_OPEN
				FORCED_OPEN disable DISABLED FORCED_OPEN
				CLOSED metrics-only METRICS_ONLY CLOSED
				OPEN metrics-only METRICS_ONLY HALF_OPEN
				FORCED_OPEN metrics-only METRICS_ONLY FORCED_OPEN
				""";
		this.runner.run((context) -> assertThat(expected.lines()).allSatisfy((line) -> {
			String[] row = line.split(" ", -1);
			breaker(context).reset();
			set(breaker(context), State.valueOf(row[0]));
			change(context, row[1]);
			assertThat(breaker(context).getState()).hasToString(row[2]);
			time(context).pass(Duration.ofMinutes(10));
			assertThat(breaker(context).getState()).hasToString(row[3]);
		}));
	}

	@ParameterizedTest
	@ValueSource(strings = { "close", "reset" })
	void changeThatDoesNotLastEndsTheOneInForce(String action) {
		this.runner.run((context) -> {
			change(context, "force-open");
			EndpointApplication application = new EndpointApplication(context);
			Response closed = application.write("{\"action\": \"%s\", %s}".formatted(action, WHY), "/inventory");
			assertThat(closed.status()).as(closed.text()).isEqualTo(200);
			assertThat(closed.json().path("deviates").asBoolean(true)).isFalse();
			breaker(context).transitionToForcedOpenState();
			time(context).pass(Duration.ofMinutes(10));
			assertThat(breaker(context).getState()).isEqualTo(State.FORCED_OPEN);
		});
	}

	@Test
	void closedCircuitBreakerBeginsWithAnEmptyWindow() {
		this.runner.run((context) -> {
			breaker(context).onError(0, TimeUnit.SECONDS, new IllegalStateException());
			new EndpointApplication(context).write("{\"action\": \"close\", %s}".formatted(WHY), "/inventory");
			assertThat(breaker(context).getMetrics().getNumberOfBufferedCalls()).isZero();
		});
	}

	@Test
	void laterChangeReplacesTheEarlierOneAndTheFirstStateIsRestored() {
		this.runner.run((context) -> {
			change(context, "disable");
			time(context).pass(Duration.ofMinutes(5));
			change(context, "metrics-only");
			time(context).pass(Duration.ofMinutes(5));
			assertThat(breaker(context).getState()).isEqualTo(State.METRICS_ONLY);
			assertThat(new EndpointApplication(context).read("/inventory").json().path("deviations")).hasSize(1);
			time(context).pass(Duration.ofMinutes(5));
			assertThat(breaker(context).getState()).isEqualTo(State.CLOSED);
		});
	}

	@Test
	void stateThatOthersHaveSetInTheMeantimeStays() {
		this.runner.run((context) -> {
			change(context, "force-open");
			breaker(context).transitionToDisabledState();
			time(context).pass(Duration.ofMinutes(10));
			assertThat(breaker(context).getState()).isEqualTo(State.DISABLED);
			assertThat(new EndpointApplication(context).read("").json().path("deviations").asInt(-1)).isZero();
		});
	}

	@Test
	void changeEndsAlsoIfTheContextWasStoppedInTheMeantime() {
		this.runner.run((context) -> {
			change(context, "force-open");
			time(context).forget();
			time(context).pass(Duration.ofMinutes(4));
			context.getBean(BreakGlass.class).stop();
			context.getBean(BreakGlass.class).start();
			time(context).pass(Duration.ofMinutes(6));
			assertThat(breaker(context).getState()).isEqualTo(State.HALF_OPEN);
		});
	}

	@Test
	void changeExpiresOnTheThreadsOfTheStarter() {
		EndpointApplication
			.runner("resilience.endpoint.write.enabled=true", "resilience.client.targets.inventory.timeout=2s")
			.run((context) -> {
				CountDownLatch ended = new CountDownLatch(1);
				new EndpointApplication(context)
					.write("{\"action\": \"disable\", \"expiry\": \"1s\", %s}".formatted(WHY), "/inventory");
				breaker(context).getEventPublisher().onStateTransition((event) -> ended.countDown());
				assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
				assertThat(breaker(context).getState()).isEqualTo(State.CLOSED);
			});
	}

	@Test
	void ejectedInstanceGetsNoCallsUntilTheChangeExpires() {
		this.runner.run((context) -> {
			choose(context);
			EndpointApplication application = new EndpointApplication(context);
			Response ejected = application.write(body("eject", "bad disk", "10m"), "/inventory/one:80");
			assertThat(ejected.status()).as(ejected.text()).isEqualTo(200);
			assertThat(ejected.json().at("/deviations/0/instance").asString()).isEqualTo("one:80");
			JsonNode first = ejected.json().at("/instances/entries/0");
			assertThat(first.path("address").asString()).isEqualTo("one:80");
			assertThat(first.path("state").asString()).isEqualTo("EJECTED");
			assertThat(first.path("reason").asString()).isEqualTo("MANUAL");
			for (int i = 0; i < 20; i++) {
				assertThat(choose(context)).isEqualTo("two");
			}
			time(context).pass(Duration.ofMinutes(10));
			assertThat(application.read("/inventory").json().at("/instances/entries/0/state").asString())
				.isEqualTo("AVAILABLE");
			assertThat(application.read("/inventory").json().path("deviates").asBoolean(true)).isFalse();
		});
	}

	@Test
	void readmittedInstanceGetsCallsAgain() {
		this.runner.run((context) -> {
			choose(context);
			EndpointApplication application = new EndpointApplication(context);
			application.write(body("eject", "bad disk", "10m"), "/inventory/one:80");
			Response back = application.write("{\"action\": \"readmit\", %s}".formatted(WHY), "/inventory/one:80");
			assertThat(back.status()).as(back.text()).isEqualTo(200);
			assertThat(back.json().path("deviates").asBoolean(true)).isFalse();
			assertThat(back.text()).doesNotContain("EJECTED");
		});
	}

	@Test
	void lastInstanceIsNotEjected() {
		this.runner.run((context) -> {
			choose(context);
			EndpointApplication application = new EndpointApplication(context);
			application.write(body("eject", "bad disk", "10m"), "/inventory/one:80");
			Response rejected = application.write(body("eject", "bad disk", "10m"), "/inventory/two:80");
			assertThat(rejected.status()).isEqualTo(409);
			assertThat(rejected.text()).contains("Force its circuit breaker open");
			assertThat(application.read("").json().path("deviations").asInt()).isOne();
		});
	}

	@Test
	void concurrentChangesLeaveOneInForce() {
		this.runner.run((context) -> {
			EndpointApplication application = new EndpointApplication(context);
			List<String> actions = List.of("force-open", "disable", "metrics-only");
			ExecutorService threads = Executors.newFixedThreadPool(8);
			try {
				for (int i = 0; i < 200; i++) {
					String body = body(actions.get(i % 3), "change " + i, "10m");
					threads.execute(() -> application.write(body, "/inventory"));
				}
			}
			finally {
				threads.shutdown();
				assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
			}
			JsonNode target = application.read("/inventory").json();
			assertThat(target.path("deviations")).hasSize(1);
			String action = target.at("/deviations/0/action").asString();
			assertThat(target.at("/circuitBreaker/state").asString().replace("FORCED_OPEN", "FORCE_OPEN"))
				.startsWith(action.toUpperCase(Locale.ROOT).replace('-', '_'));
			assertThat(target.at("/deviations/0/before").asString()).isEqualTo("CLOSED");
			time(context).pass(Duration.ofMinutes(10));
			assertThat(breaker(context).getState()).isIn(State.CLOSED, State.HALF_OPEN);
		});
	}

	@Test
	void changeNamesTheAuthenticatedUser() {
		this.runner.run((context) -> {
			new EndpointApplication(context, "alice\nroot").write(FORCE_OPEN, "/inventory");
			assertThat(new EndpointApplication(context).read("/inventory").json().at("/deviations/0/by").asString())
				.isEqualTo("alice?root");
		});
	}

	static WebApplicationContextRunner runner() {
		return EndpointApplication
			.runner("resilience.endpoint.write.enabled=true", "resilience.client.targets.inventory.timeout=2s",
					"spring.cloud.discovery.client.simple.instances.inventory[0].uri=http://one:80",
					"spring.cloud.discovery.client.simple.instances.inventory[1].uri=http://two:80")
			.withUserConfiguration(Time.class);
	}

	private void change(ApplicationContext context, String action) {
		Response changed = new EndpointApplication(context).write(body(action, "why", "10m"), "/inventory");
		assertThat(changed.status()).as(changed.text()).isEqualTo(200);
	}

	static String body(String action, String reason, String expiry) {
		JsonMapper mapper = JsonMapper.shared();
		return mapper.writeValueAsString(
				mapper.createObjectNode().put("action", action).put("reason", reason).put("expiry", expiry));
	}

	static String choose(ApplicationContext context) {
		LoadBalancerClientFactory factory = context.getBean(LoadBalancerClientFactory.class);
		return Mono.from(factory.getInstance("inventory").choose())
			.map((chosen) -> Objects.requireNonNull(chosen.getServer()).getHost())
			.blockOptional(Duration.ofSeconds(10))
			.orElseThrow();
	}

	static CircuitBreaker breaker(ApplicationContext context) {
		return context.getBean(CircuitBreakerRegistry.class).circuitBreaker("inventory");
	}

	private static TestTime time(ApplicationContext context) {
		return context.getBean(TestTime.class);
	}

	private static void set(CircuitBreaker breaker, State state) {
		switch (state) {
			case CLOSED -> breaker.transitionToClosedState();
			case OPEN -> breaker.transitionToOpenState();
			case HALF_OPEN -> {
				breaker.transitionToOpenState();
				breaker.transitionToHalfOpenState();
			}
			case FORCED_OPEN -> breaker.transitionToForcedOpenState();
			case DISABLED -> breaker.transitionToDisabledState();
			case METRICS_ONLY -> breaker.transitionToMetricsOnlyState();
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Time {

		@Bean
		TestTime time() {
			return new TestTime();
		}

		@Bean
		@Primary
		BreakGlass breakGlass(Engines engines, KnownTargets known, TestTime time) {
			return new BreakGlass(new BreakerHold(engines, new HeldStates()), new InstanceHold(known), time, time);
		}

	}

}
