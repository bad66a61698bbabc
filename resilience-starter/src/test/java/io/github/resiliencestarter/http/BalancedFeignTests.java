package io.github.resiliencestarter.http;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import feign.FeignException;
import feign.RetryableException;
import feign.Retryer;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resiliencestarter.guard.CallRejectedException;
import io.github.resiliencestarter.http.HttpGuardContract.Events;
import io.github.resiliencestarter.http.MisbehavingServer.Behaviour;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cloud.client.circuitbreaker.NoFallbackAvailableException;
import org.springframework.cloud.openfeign.EnableFeignClients;
import org.springframework.cloud.openfeign.FallbackFactory;
import org.springframework.cloud.openfeign.FeignClient;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for guarded Feign clients that find their service through discovery, with two
 * instances.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BalancedFeignTests {

	private static final String CIRCUIT_BREAKERS = "spring.cloud.openfeign.circuitbreaker.enabled=true";

	private MisbehavingServer first;

	private MisbehavingServer second;

	private @Nullable ConfigurableApplicationContext running;

	@BeforeEach
	void start() throws IOException {
		this.first = new MisbehavingServer();
		this.second = new MisbehavingServer();
	}

	@AfterEach
	void stop() throws IOException {
		if (this.running != null) {
			this.running.close();
		}
		this.first.close();
		this.second.close();
	}

	@Test
	void retriesOnAnotherInstance() {
		Inventory inventory = run().getBean(Inventory.class);
		this.first.behave(Behaviour.answer(500, "broken"));
		this.second.behave(Behaviour.answer(200, "fine"));
		for (int i = 0; i < 10; i++) {
			assertThat(inventory.get()).isEqualTo("fine");
		}
		assertThat(breaker("inventory").getMetrics().getNumberOfSuccessfulCalls()).isEqualTo(10);
	}

	@Test
	void sendsASecondRequestIfTheFirstInstanceIsSilent() {
		ConfigurableApplicationContext context = run("resilience.client.targets.inventory.hedge.after=80ms");
		Inventory inventory = context.getBean(Inventory.class);
		this.second.behave(Behaviour.answer(200, "fine"));
		for (int i = 0; i < 6; i++) {
			inventory.get();
		}
		this.first.behave(Behaviour.hang());
		while (this.first.requests.isEmpty()) {
			assertThat(inventory.get()).isEqualTo("fine");
		}
		assertThat(events(context)).contains("hedge SENT", "hedge WON").doesNotContain("attempt 1 Failure");
		Awaitility.await()
			.atMost(Duration.ofSeconds(10))
			.until(() -> this.first.closedByClient() == this.first.requests.size());
	}

	@Test
	void ejectsAnInstanceThatFails() {
		Inventory inventory = run().getBean(Inventory.class);
		this.first.behave(Behaviour.answer(500, "broken"));
		this.second.behave(Behaviour.answer(200, "fine"));
		for (int i = 0; i < 60; i++) {
			assertThat(inventory.get()).isEqualTo("fine");
		}
		assertThat(this.first.requests).hasSizeLessThan(20);
		assertThat(breaker("inventory").getState()).isEqualTo(CircuitBreaker.State.CLOSED);
	}

	@Test
	void retriesEvenAPostWhenNothingListens() throws IOException {
		this.first.close();
		this.second.behave(Behaviour.answer(200, "fine"));
		Inventory inventory = run().getBean(Inventory.class);
		for (int i = 0; i < 4; i++) {
			assertThat(inventory.order()).isEqualTo("fine");
		}
		assertThat(this.second.requests).hasSize(4);
	}

	@ParameterizedTest
	@CsvSource({ "404,1,0", "401,1,0", "429,1,0", "503,3,3" })
	void judgesResponsesLikeEveryOtherClient(int status, int requests, int failed) {
		Inventory inventory = run().getBean(Inventory.class);
		this.first.behave(Behaviour.answer(status, "no"));
		this.second.behave(Behaviour.answer(status, "no"));
		assertThatExceptionOfType(FeignException.class).isThrownBy(inventory::get)
			.satisfies((ex) -> assertThat(ex.status()).isEqualTo(status))
			.satisfies((ex) -> assertThat(ex.contentUTF8()).isEqualTo("no"));
		assertThat(requests()).isEqualTo(requests);
		assertThat(breaker("inventory").getMetrics().getNumberOfFailedCalls()).isEqualTo(failed);
	}

	@Test
	void tellsADiscoveredTargetTheRemainingTime() {
		Inventory inventory = run().getBean(Inventory.class);
		inventory.get();
		Elsewhere elsewhere = running().getBean(Elsewhere.class);
		elsewhere.get();
		List<Boolean> told = allRequests().stream()
			.map((request) -> request.headers().containsKey("X-Request-Timeout-Ms"))
			.toList();
		assertThat(told).containsExactlyInAnyOrder(true, false);
	}

	@Test
	void namesTheTargetAfterTheClientWithAUrl() {
		run().getBean(Elsewhere.class).get();
		assertThat(breaker("elsewhere").getMetrics().getNumberOfSuccessfulCalls()).isOne();
	}

	@Test
	void blamesNobodyButTheInstancesWhenThereIsNone() {
		ConfigurableApplicationContext context = run();
		assertThatExceptionOfType(FeignException.class).isThrownBy(context.getBean(Nowhere.class)::get)
			.satisfies((ex) -> assertThat(ex.status()).isEqualTo(503));
		assertThat(events(context)).contains("attempt 1 Failure").endsWith("call ERROR");
	}

	@Test
	void leavesRetriesToARetryerOfTheUser() {
		ConfigurableApplicationContext context = run(OwnRetryer.class);
		this.first.behave(Behaviour.reset());
		this.second.behave(Behaviour.reset());
		assertThatExceptionOfType(RetryableException.class).isThrownBy(context.getBean(Elsewhere.class)::get);
		assertThat(events(context)).filteredOn((event) -> event.startsWith("attempt"))
			.containsExactly("attempt 1 Failure", "attempt 1 Failure", "attempt 1 Failure", "attempt 1 Failure");
	}

	@Test
	void timesOutWithinTheLimitWhileHeadersTrickle() {
		ConfigurableApplicationContext context = run();
		this.first.behave(Behaviour.trickle("fine".repeat(20)));
		Elsewhere elsewhere = context.getBean(Elsewhere.class);
		Duration took = HttpGuardContract
			.took(() -> assertThatExceptionOfType(CallRejectedException.class).isThrownBy(elsewhere::get));
		assertThat(took).isLessThan(Duration.ofSeconds(5));
	}

	@Test
	void usesAFallbackWhenTheCallFailsOrIsRejected() {
		WithFallback client = run(CIRCUIT_BREAKERS).getBean(WithFallback.class);
		this.first.behave(Behaviour.answer(500, "broken"));
		assertThat(client.get()).isEqualTo("fallback for InternalServerError");
		breaker("with-fallback").transitionToOpenState();
		assertThat(client.get()).isEqualTo("fallback for CallRejectedException");
		breaker("with-fallback").transitionToClosedState();
		this.first.behave(Behaviour.answer(200, "fine"));
		assertThat(client.get()).isEqualTo("fine");
	}

	@Test
	void guardsOnlyOnceWithCircuitBreakersOfSpringCloud() {
		ConfigurableApplicationContext context = run(CIRCUIT_BREAKERS);
		this.first.behave(Behaviour.answer(500, "broken"));
		this.second.behave(Behaviour.answer(500, "broken"));
		assertThatExceptionOfType(NoFallbackAvailableException.class).isThrownBy(context.getBean(Inventory.class)::get)
			.withCauseInstanceOf(FeignException.class);
		assertThat(context.getBean(CircuitBreakerRegistry.class).getAllCircuitBreakers())
			.extracting(CircuitBreaker::getName)
			.contains("inventory")
			.noneMatch((name) -> name.contains("get"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "resilience.client.targets.inventory.enabled=false",
			"resilience4j.circuitbreaker.instances.Inventoryget.sliding-window-size=7" })
	void keepsACircuitBreakerOfSpringCloud(String property) {
		ConfigurableApplicationContext context = run(CIRCUIT_BREAKERS, property);
		this.first.behave(Behaviour.answer(500, "broken"));
		this.second.behave(Behaviour.answer(500, "broken"));
		assertThatException().isThrownBy(context.getBean(Inventory.class)::get);
		assertThat(breaker("Inventoryget").getMetrics().getNumberOfFailedCalls()).isOne();
	}

	@Test
	void readsResponsesWithoutABody() {
		Inventory inventory = run().getBean(Inventory.class);
		this.first.behave(Behaviour.answer(204, ""));
		this.second.behave(Behaviour.answer(204, ""));
		for (int i = 0; i < 40; i++) {
			assertThat(inventory.entity().getStatusCode().value()).isEqualTo(204);
		}
	}

	private int requests() {
		return this.first.requests.size() + this.second.requests.size();
	}

	private List<MisbehavingServer.Request> allRequests() {
		return Stream.concat(this.first.requests.stream(), this.second.requests.stream()).toList();
	}

	private static List<String> events(ConfigurableApplicationContext context) {
		return context.getBean(Events.class).all;
	}

	private ConfigurableApplicationContext running() {
		return Objects.requireNonNull(this.running);
	}

	private CircuitBreaker breaker(String name) {
		return running().getBean(CircuitBreakerRegistry.class).circuitBreaker(name);
	}

	private ConfigurableApplicationContext run(String... properties) {
		return run(new Class<?>[0], properties);
	}

	private ConfigurableApplicationContext run(Class<?> source) {
		return run(new Class<?>[] { source });
	}

	private ConfigurableApplicationContext run(Class<?>[] sources, String... properties) {
		String instances = "spring.cloud.discovery.client.simple.instances.inventory";
		ConfigurableApplicationContext context = new SpringApplicationBuilder(Clients.class).sources(sources)
			.web(WebApplicationType.NONE)
			.properties("spring.main.banner-mode=off", "spring.cloud.consul.enabled=false",
					"server.test.url=" + url(this.first), instances + "[0].uri=" + url(this.first),
					instances + "[1].uri=" + url(this.second), "resilience4j.retry.configs.default.wait-duration=1ms",
					"resilience.client.attempt-timeout=1s", "resilience.client.timeout=2s")
			.properties(properties)
			.run();
		this.running = context;
		return context;
	}

	private static String url(MisbehavingServer server) {
		return "http://localhost:" + server.port();
	}

	@FeignClient(name = "inventory")
	interface Inventory {

		@GetMapping("/stock")
		String get();

		@GetMapping("/stock")
		ResponseEntity<String> entity();

		@PostMapping("/order")
		String order();

	}

	@FeignClient(name = "elsewhere", url = "${server.test.url}")
	interface Elsewhere {

		@GetMapping("/")
		String get();

	}

	@FeignClient(name = "nowhere")
	interface Nowhere {

		@GetMapping("/")
		String get();

	}

	@FeignClient(name = "with-fallback", url = "${server.test.url}", fallbackFactory = Fallbacks.class)
	interface WithFallback {

		@GetMapping("/")
		String get();

	}

	static class Fallbacks implements FallbackFactory<WithFallback> {

		@Override
		public WithFallback create(Throwable cause) {
			return () -> "fallback for " + cause.getClass().getSimpleName();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableFeignClients(clients = { Inventory.class, Elsewhere.class, Nowhere.class, WithFallback.class })
	static class Clients {

		@Bean
		Fallbacks fallbacks() {
			return new Fallbacks();
		}

		@Bean
		Events events() {
			return new Events();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnRetryer {

		@Bean
		Retryer retryer() {
			return new Retryer.Default(1, 10, 4);
		}

	}

}
