package io.github.resiliencestarter.endpoint;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resiliencestarter.discovery.InstanceList;
import io.github.resiliencestarter.endpoint.EndpointApplication.Response;
import io.github.resiliencestarter.guard.Guards;
import io.github.resiliencestarter.loadbalancing.EjectionReason;
import io.github.resiliencestarter.loadbalancing.InstanceState;
import io.github.resiliencestarter.loadbalancing.InstanceStatus;
import io.github.resiliencestarter.loadbalancing.Target;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for the read operations of {@link ResilienceEndpoint}.
 */
class ResilienceEndpointTests {

	private static final String KNOWN = "resilience.client.targets.inventory.timeout=2s";

	@Test
	void isNotThereUnlessItIsExposed() {
		EndpointApplication.runner("management.endpoints.web.exposure.include=health,prometheus").run((context) -> {
			assertThat(context).doesNotHaveBean(ResilienceEndpoint.class)
				.doesNotHaveBean(KnownTargets.class)
				.doesNotHaveBean(StateChanges.class);
			assertThat(new EndpointApplication(context).read("").status()).isEqualTo(404);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "resilience.enabled=false", "management.endpoint.resilience.access=NONE" })
	void canBeDisabled(String property) {
		EndpointApplication.runner(property)
			.run((context) -> assertThat(context).doesNotHaveBean(ResilienceEndpoint.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "resilience.client.enabled=false", "resilience.loadbalancing.enabled=false",
			"resilience.discovery.enabled=false", "resilience.metrics.enabled=false",
			"spring.cloud.consul.enabled=false", "resilience.reconfiguration.enabled=false",
			"resilience.annotation.enabled=false" })
	void worksWithoutAFeature(String property) {
		EndpointApplication.runner(property, KNOWN).run((context) -> {
			context.getBean(CircuitBreakerRegistry.class).circuitBreaker("inventory");
			Response all = new EndpointApplication(context).read("");
			assertThat(all.status()).as(all.text()).isEqualTo(200);
			assertThat(all.names()).contains("inventory");
		});
	}

	@Test
	void showsTheStateOfATargetBeforeItsFirstCall() {
		EndpointApplication.runner(KNOWN).run((context) -> {
			JsonNode target = new EndpointApplication(context).read("/inventory").json();
			assertThat(target.path("guarded").asBoolean()).isTrue();
			assertThat(target.at("/circuitBreaker/state").asString()).isEqualTo("CLOSED");
			assertThat(target.at("/circuitBreaker/since").asString()).satisfies(Instant::parse);
			assertThat(target.at("/circuitBreaker").has("lastTransition")).isFalse();
			assertThat(target.at("/limits/availableRetries").asDouble()).isEqualTo(10);
			assertThat(target.at("/limits").has("concurrencyLimit")).isFalse();
			assertThat(target.at("/limits/bulkhead/inFlight").asInt(-1)).isZero();
			assertThat(target.has("instances")).isFalse();
		});
	}

	@Test
	void showsWhyAndUntilWhenACircuitBreakerIsOpen() {
		EndpointApplication.runner(KNOWN).run((context) -> {
			CircuitBreaker breaker = context.getBean(CircuitBreakerRegistry.class).circuitBreaker("inventory");
			while (breaker.getState() == CircuitBreaker.State.CLOSED) {
				breaker.onError(0, TimeUnit.MILLISECONDS, new IllegalStateException());
			}
			breaker.tryAcquirePermission();
			JsonNode open = new EndpointApplication(context).read("/inventory").json().path("circuitBreaker");
			assertThat(open.path("state").asString()).isEqualTo("OPEN");
			assertThat(open.path("notPermittedCalls").asInt()).isOne();
			JsonNode transition = open.path("lastTransition");
			assertThat(transition.path("from").asString()).isEqualTo("CLOSED");
			assertThat(transition.path("to").asString()).isEqualTo("OPEN");
			assertThat(transition.path("at")).isEqualTo(open.path("since"));
			assertThat(transition.path("reason").asString()).isEqualTo("FAILURE_RATE");
			assertThat(transition.at("/numbers/failureRate").asDouble()).isEqualTo(100);
			assertThat(transition.at("/numbers/failureRateThreshold").asDouble()).isEqualTo(50);
			assertThat(transition.at("/numbers/slowCallDurationThreshold").asString()).startsWith("PT");
			assertThat(Instant.parse(open.path("probeAt").asString()))
				.isAfter(Instant.parse(open.path("since").asString()));
			breaker.transitionToHalfOpenState();
			JsonNode halfOpen = new EndpointApplication(context).read("/inventory").json().path("circuitBreaker");
			assertThat(halfOpen.has("probeAt")).isFalse();
			assertThat(halfOpen.at("/lastTransition/reason").asString()).isEqualTo("PROBE");
			assertThat(halfOpen.path("lastTransition").has("numbers")).isFalse();
		});
	}

	@Test
	void readingDoesNotProlongTheWaitOfAnOpenCircuitBreaker() {
		EndpointApplication.runner(KNOWN).run((context) -> {
			context.getBean(CircuitBreakerRegistry.class)
				.circuitBreaker("inventory")
				.transitionToOpenStateFor(Duration.ofMillis(1));
			EndpointApplication application = new EndpointApplication(context);
			JsonNode first = application.read("/inventory").json().at("/circuitBreaker/probeAt");
			assertThat(application.read("/inventory").json().at("/circuitBreaker/probeAt")).isEqualTo(first);
		});
	}

	@Test
	void unknownTargetIsNotFoundAndCreatesNothing() {
		EndpointApplication.runner(KNOWN).run((context) -> {
			EndpointApplication application = new EndpointApplication(context);
			List<String> before = application.read("").names();
			int meters = context.getBean(MeterRegistry.class).getMeters().size();
			assertThat(Stream.of("unknown", "INVENTORY", "inventory ", "<script>alert(1)</script>", "a\nb", "%00",
					"a/b/c"))
				.allSatisfy((name) -> {
					Response unknown = application.read("/{name}", name);
					assertThat(unknown.status()).as(unknown.text()).isEqualTo(404);
					assertThat(unknown.text()).doesNotContain("<script>");
					assertThat(context.getBean(CircuitBreakerRegistry.class).find(name)).isEmpty();
					assertThat(context.getBean(Guards.class).find(name)).isEmpty();
				});
			assertThat(application.read("").names()).isEqualTo(before).containsExactly("inventory");
			assertThat(context.getBean(MeterRegistry.class).getMeters()).hasSize(meters);
		});
	}

	@Test
	void nameMayContainSlashes() {
		EndpointApplication.runner().run((context) -> {
			context.getBean(CircuitBreakerRegistry.class).circuitBreaker("orders/get");
			assertThat(new EndpointApplication(context).read("/orders/get").json().path("name").asString())
				.isEqualTo("orders/get");
		});
	}

	@Test
	void problemSaysWhatToWrite() {
		EndpointApplication.runner().run((context) -> {
			Response unknown = new EndpointApplication(context).read("/unknown");
			assertThat(unknown.type()).isEqualTo("application/problem+json");
			assertThat(unknown.json().path("detail").asString()).contains("/actuator/resilience");
		});
	}

	@Test
	void aThousandTargetsAreShownInPages() {
		EndpointApplication.runner().run((context) -> {
			CircuitBreakerRegistry registry = context.getBean(CircuitBreakerRegistry.class);
			for (int i = 0; i < 1000; i++) {
				registry.circuitBreaker("t" + i);
			}
			EndpointApplication application = new EndpointApplication(context);
			JsonNode page = application.read("").json();
			assertThat(page.path("total").asInt()).isEqualTo(1000);
			assertThat(page.path("targets")).hasSize(100);
			assertThat(page.path("omitted").asInt()).isEqualTo(900);
			assertThat(application.read("?offset=990&limit=200").json().path("targets")).hasSize(10);
			assertThat(application.read("?offset=1000").json().path("targets")).isEmpty();
		});
	}

	@Test
	void summaryOmitsSettingsAndInstancesThatAreNotEjected() {
		EndpointApplication.runner(KNOWN).run((context) -> {
			context.getBean(CircuitBreakerRegistry.class).circuitBreaker("inventory").transitionToForcedOpenState();
			use(context, target(status("a", InstanceState.AVAILABLE, null),
					status("b", InstanceState.EJECTED, EjectionReason.UNREACHABLE)), list("a", "b", "fresh"));
			EndpointApplication application = new EndpointApplication(context);
			JsonNode full = target(application.read(""), "inventory");
			JsonNode summary = target(application.read("?summary=true"), "inventory");
			assertThat(summary.path("circuitBreaker").path("state"))
				.isEqualTo(full.path("circuitBreaker").path("state"));
			assertThat(summary.path("instances").path("entries")).hasSize(1)
				.allSatisfy((entry) -> assertThat(entry.path("state").asString()).isEqualTo("EJECTED"));
			assertThat(summary.path("instances").path("total").asInt()).isEqualTo(3);
			assertThat(summary.path("instances").path("omitted").asInt()).isEqualTo(2);
			assertThat(full.has("settings")).isTrue();
			assertThat(full.has("limits")).isTrue();
			assertThat(summary.has("settings")).isFalse();
			assertThat(summary.has("limits")).isFalse();
			assertThat(target(application.read("?summary=false"), "inventory").has("settings")).isTrue();
		});
	}

	private static JsonNode target(Response response, String name) {
		return response.json()
			.path("targets")
			.valueStream()
			.filter((target) -> target.path("name").asString().equals(name))
			.findFirst()
			.orElseThrow();
	}

	@Test
	void invalidPageIsRejected() {
		EndpointApplication.runner(KNOWN)
			.run((context) -> assertThat(Stream.of("limit=0", "limit=201", "limit=-1", "offset=-1", "limit=many",
					"offset=99999999999", "summary=maybe"))
				.allSatisfy((query) -> assertThat(new EndpointApplication(context).read("?" + query).status())
					.isEqualTo(400)));
	}

	@Test
	void showsInstancesWithTheirStates() {
		EndpointApplication.runner().run((context) -> {
			use(context,
					target(status("a", InstanceState.AVAILABLE, null),
							status("b", InstanceState.EJECTED, EjectionReason.UNREACHABLE),
							status("c", InstanceState.STANDBY, null), status("d", null, null),
							status("gone", InstanceState.AVAILABLE, null)),
					list("a", "b", "c", "d", "fresh"));
			JsonNode instances = new EndpointApplication(context).read("/inventory").json().path("instances");
			assertThat(instances.at("/list/age").asString()).isEqualTo("PT3S");
			assertThat(instances.at("/list/size").asInt()).isEqualTo(5);
			assertThat(instances.path("total").asInt()).isEqualTo(6);
			assertThat(states(instances)).containsExactly("b:80 EJECTED", "a:80 AVAILABLE", "c:80 STANDBY",
					"d:80 DRAINED", "fresh:80 NEW", "gone:80 LEFT");
			JsonNode ejected = instances.at("/entries/0");
			assertThat(ejected.path("reason").asString()).isEqualTo("UNREACHABLE");
			assertThat(Duration.between(Instant.parse(ejected.path("since").asString()),
					Instant.parse(ejected.path("until").asString())))
				.isEqualTo(Duration.ofSeconds(5));
		});
	}

	@Test
	void listThatIsNotUpdatedSaysNothingAboutInstancesThatLeft() {
		EndpointApplication.runner().run((context) -> {
			InstanceList paused = list();
			given(paused.age()).willReturn(null);
			use(context, target(status("a", InstanceState.AVAILABLE, null)), paused);
			assertThat(states(new EndpointApplication(context).read("/inventory").json().path("instances")))
				.containsExactly("a:80 AVAILABLE");
		});
	}

	@Test
	void manyInstancesAreLeftOutOfAListOfTargetsButNotThoseThatAreEjected() {
		EndpointApplication.runner().run((context) -> {
			InstanceStatus[] all = new InstanceStatus[2000];
			for (int i = 0; i < all.length; i++) {
				all[i] = status("host" + i, InstanceState.AVAILABLE, null);
			}
			all[1999] = status("z", InstanceState.EJECTED, EjectionReason.UNRESPONSIVE);
			InstanceList paused = list();
			given(paused.age()).willReturn(null);
			use(context, target(all), paused);
			EndpointApplication application = new EndpointApplication(context);
			JsonNode many = application.read("").json().at("/targets/0/instances");
			assertThat(many.path("entries")).hasSize(20);
			assertThat(many.path("omitted").asInt()).isEqualTo(1980);
			assertThat(many.at("/entries/0/address").asString()).isEqualTo("z:80");
			assertThat(application.read("/inventory").json().at("/instances/entries")).hasSize(500);
		});
	}

	@Test
	void hostileNamesAreEscaped() {
		String name = "</script><script>alert(\"x\")</script>\n\u0000\u2028";
		EndpointApplication.runner().run((context) -> {
			context.getBean(CircuitBreakerRegistry.class).circuitBreaker(name);
			Response all = new EndpointApplication(context).read("");
			assertThat(all.names()).containsExactly(name);
			assertThat(all.type()).startsWith("application/").contains("json");
			assertThat(all.text()).doesNotContain("\n", "\u0000", "alert(\"x\")");
		});
	}

	private static List<String> states(JsonNode instances) {
		return instances.path("entries")
			.valueStream()
			.map((entry) -> entry.path("address").asString() + " " + entry.path("state").asString())
			.toList();
	}

	private static void use(ApplicationContext context, Target target, InstanceList list) {
		context.getBean(KnownTargets.class).onTarget(target);
		context.getBean(KnownTargets.class).onTarget(list);
	}

	static Target target(InstanceStatus... instances) {
		Target target = mock();
		given(target.name()).willReturn("inventory");
		given(target.instances()).willReturn(List.of(instances));
		return target;
	}

	static InstanceStatus status(String host, @Nullable InstanceState state, @Nullable EjectionReason reason) {
		InstanceStatus.Ejection ejection = (reason != null)
				? new InstanceStatus.Ejection(reason, Duration.ofSeconds(2), Duration.ofSeconds(3)) : null;
		return new InstanceStatus(instance(host), host + ":80", state, ejection);
	}

	static InstanceList list(String... hosts) {
		InstanceList list = mock();
		given(list.target()).willReturn("inventory");
		given(list.age()).willReturn(Duration.ofSeconds(3));
		given(list.instances()).willReturn(List.of(hosts).stream().map(ResilienceEndpointTests::instance).toList());
		return list;
	}

	private static ServiceInstance instance(String host) {
		return new DefaultServiceInstance(host + "-1", "inventory", host, 80, false);
	}

}
