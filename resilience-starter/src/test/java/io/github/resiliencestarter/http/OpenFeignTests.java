package io.github.resiliencestarter.http;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import feign.FeignException;
import feign.RetryableException;
import feign.Retryer;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.Metrics;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resilience4j.retry.annotation.Retry;
import io.github.resiliencestarter.failure.HttpOutcome;
import io.github.resiliencestarter.failure.HttpOutcomeClassifier;
import io.github.resiliencestarter.failure.VerdictCustomizer;
import io.github.resiliencestarter.http.MisbehavingServer.Behaviour;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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
import org.springframework.web.bind.annotation.GetMapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for OpenFeign clients whose calls are not guarded, together with the starter.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OpenFeignTests {

	private static final Map<String, ConfigurableApplicationContext> CONTEXTS = new HashMap<>();

	private static MisbehavingServer server;

	private @Nullable ConfigurableApplicationContext context;

	@BeforeAll
	static void start() throws IOException {
		server = new MisbehavingServer();
	}

	@AfterAll
	static void stop() throws IOException {
		server.close();
		CONTEXTS.values().forEach(ConfigurableApplicationContext::close);
		CONTEXTS.clear();
	}

	@ParameterizedTest
	@CsvSource({ "404,,1,0,0", "401,,1,0,0", "429,,1,0,0", "429,0,3,0,0", "429,soon,1,0,0", "500,,3,3,3", "503,,3,3,3",
			"503,0,3,3,3" })
	void judgesResponsesUnderAnnotations(int status, @Nullable String retryAfter, int requests, int failed,
			int counted) {
		Service service = run(PlainClients.class).getBean(Service.class);
		server.behave(response(status, retryAfter));
		assertThatExceptionOfType(FeignException.class).isThrownBy(service::call)
			.satisfies((ex) -> assertThat(ex.status()).isEqualTo(status));
		assertThat(server.requests).hasSize(requests);
		assertThat(metrics("service").getNumberOfFailedCalls()).isEqualTo(failed);
		assertThat(metrics("service").getNumberOfBufferedCalls()).isEqualTo(counted);
	}

	@ParameterizedTest
	@CsvSource({ "404,3,3", "503,1,0", "500,3,3", "409,1,0" })
	void judgesResponsesAsTheUserDoes(int status, int requests, int failed) {
		Service service = run("user=judges", PlainClients.class, UserVerdict.class).getBean(Service.class);
		server.behave(response(status, null));
		assertThatExceptionOfType(FeignException.class).isThrownBy(service::call);
		assertThat(server.requests).hasSize(requests);
		assertThat(metrics("service").getNumberOfFailedCalls()).isEqualTo(failed);
	}

	@ParameterizedTest
	@CsvSource({ "404,1,0", "500,3,3" })
	void judgesResponsesUnderAnnotationsOfTheInterfaceItself(int status, int requests, int failed) {
		AnnotatedClient client = run(PlainClients.class).getBean(AnnotatedClient.class);
		server.behave(response(status, null));
		assertThatExceptionOfType(FeignException.class).isThrownBy(client::get);
		assertThat(server.requests).hasSize(requests);
		assertThat(metrics("annotated").getNumberOfFailedCalls()).isEqualTo(failed);
	}

	@Test
	void usesTheFallbackOfAnAnnotatedInterface() {
		FallbackClient client = run(PlainClients.class).getBean(FallbackClient.class);
		server.behave(response(500, null));
		assertThat(client.get()).isEqualTo("fallback");
		server.behave(Behaviour.answer(200, "fine"));
		assertThat(client.get()).isEqualTo("fine");
	}

	@Test
	void countsAndRetriesBrokenConnections() {
		Service service = run(PlainClients.class).getBean(Service.class);
		server.behave(Behaviour.reset(), Behaviour.reset(), Behaviour.answer(200, "fine"));
		assertThat(service.call()).isEqualTo("fine");
		int failed = metrics("service").getNumberOfFailedCalls();
		server.behave(Behaviour.reset());
		assertThatExceptionOfType(RetryableException.class).isThrownBy(service::call);
		assertThat(metrics("service").getNumberOfFailedCalls()).isEqualTo(failed + 3);
	}

	@Test
	void leavesADismissed404ToTheCaller() {
		DismissingClient client = run(PlainClients.class).getBean(DismissingClient.class);
		server.behave(response(404, null));
		assertThat(client.get()).isEmpty();
		assertThat(server.requests).hasSize(1);
	}

	@Test
	void leavesFeignsOwnRetryerAlone() {
		PlainClient client = run(PlainClients.class, RetryerConfiguration.class).getBean(PlainClient.class);
		server.behave(Behaviour.reset(), Behaviour.reset(), Behaviour.answer(200, "fine"));
		assertThat(client.get()).isEqualTo("fine");
		assertThat(server.requests).hasSize(3);
	}

	@ParameterizedTest
	@CsvSource({ "404,0,0", "429,0,0", "500,1,1" })
	void judgesResponsesForACircuitBreakerOfSpringCloud(int status, int failed, int counted) {
		PlainClient client = run("spring.cloud.openfeign.circuitbreaker.enabled=true", PlainClients.class)
			.getBean(PlainClient.class);
		server.behave(response(status, null));
		assertThatExceptionOfType(NoFallbackAvailableException.class).isThrownBy(client::get);
		Metrics metrics = anyMetrics("PlainClient");
		assertThat(metrics.getNumberOfFailedCalls()).isEqualTo(failed);
		assertThat(metrics.getNumberOfBufferedCalls()).isEqualTo(counted);
	}

	@Test
	void judgesWhatACircuitBreakerOfSpringCloudWrapsUnderAnnotations() {
		Service service = run("spring.cloud.openfeign.circuitbreaker.enabled=true", PlainClients.class)
			.getBean(Service.class);
		server.behave(response(404, null));
		assertThatExceptionOfType(NoFallbackAvailableException.class).isThrownBy(service::call);
		assertThat(server.requests).hasSize(1);
		assertThat(metrics("service").getNumberOfFailedCalls()).isZero();
	}

	@Test
	void usesFallbacksOfFeignClosedAndOpen() {
		FactoryClient client = run("spring.cloud.openfeign.circuitbreaker.enabled=true", PlainClients.class)
			.getBean(FactoryClient.class);
		server.behave(response(500, null));
		assertThat(client.get()).startsWith("fallback for InternalServerError");
		registry().getAllCircuitBreakers().forEach((breaker) -> breaker.transitionToOpenState());
		assertThat(client.get()).startsWith("fallback for CallNotPermittedException");
		registry().getAllCircuitBreakers().forEach((breaker) -> breaker.transitionToClosedState());
		server.behave(Behaviour.answer(200, "fine"));
		assertThat(client.get()).isEqualTo("fine");
	}

	@ParameterizedTest
	@ValueSource(strings = { "false", "true" })
	void callsInstancesByNameOfTheService(String circuitBreaker) {
		BalancedClient client = run("spring.cloud.openfeign.circuitbreaker.enabled=" + circuitBreaker,
				PlainClients.class)
			.getBean(BalancedClient.class);
		server.behave(Behaviour.answer(200, "fine"));
		for (int i = 0; i < 20; i++) {
			assertThat(client.get()).isEqualTo("fine");
		}
		server.behave(response(500, null));
		for (int i = 0; i < 3; i++) {
			assertThatException().isThrownBy(client::get);
		}
		server.behave(Behaviour.answer(200, "fine"));
		assertThat(client.get()).isEqualTo("fine");
	}

	private static Behaviour response(int status, @Nullable String retryAfter) {
		return (retryAfter != null) ? Behaviour.answer(status, "no", "Retry-After: " + retryAfter)
				: Behaviour.answer(status, "no");
	}

	private ConfigurableApplicationContext run(Class<?>... sources) {
		return run("a=b", sources);
	}

	private ConfigurableApplicationContext run(String property, Class<?>... sources) {
		ConfigurableApplicationContext context = CONTEXTS.computeIfAbsent(property + sources.length,
				(key) -> new SpringApplicationBuilder(sources).web(WebApplicationType.NONE)
					.properties(property, "spring.main.banner-mode=off", "spring.cloud.consul.enabled=false",
							"resilience.http.enabled=false", "server.test.url=http://localhost:" + server.port(),
							"spring.cloud.discovery.client.simple.instances.orders[0].uri=http://localhost:"
									+ server.port(),
							"resilience4j.retry.configs.default.wait-duration=1ms")
					.run());
		this.context = context;
		registry().getAllCircuitBreakers().forEach(io.github.resilience4j.circuitbreaker.CircuitBreaker::reset);
		return context;
	}

	private CircuitBreakerRegistry registry() {
		return Objects.requireNonNull(this.context).getBean(CircuitBreakerRegistry.class);
	}

	private Metrics metrics(String name) {
		return registry().circuitBreaker(name).getMetrics();
	}

	private Metrics anyMetrics(String part) {
		return registry().getAllCircuitBreakers()
			.stream()
			.filter((breaker) -> breaker.getName().contains(part))
			.findFirst()
			.orElseThrow()
			.getMetrics();
	}

	@FeignClient(name = "plain", url = "${server.test.url}")
	interface PlainClient {

		@GetMapping("/plain")
		String get();

	}

	@FeignClient(name = "annotated", url = "${server.test.url}")
	@CircuitBreaker(name = "annotated")
	@Retry(name = "annotated")
	interface AnnotatedClient {

		@GetMapping("/annotated")
		String get();

	}

	@FeignClient(name = "with-fallback", url = "${server.test.url}")
	interface FallbackClient {

		@GetMapping("/with-fallback")
		@CircuitBreaker(name = "with-fallback", fallbackMethod = "instead")
		String get();

		default String instead(Throwable failure) {
			return "fallback";
		}

	}

	@FeignClient(name = "dismissing", url = "${server.test.url}", dismiss404 = true)
	interface DismissingClient {

		@GetMapping("/dismissing")
		@Retry(name = "dismissing")
		Optional<String> get();

	}

	@FeignClient(name = "orders")
	interface BalancedClient {

		@GetMapping("/orders")
		String get();

	}

	@FeignClient(name = "factory", url = "${server.test.url}", fallbackFactory = Fallbacks.class)
	interface FactoryClient {

		@GetMapping("/factory")
		String get();

	}

	static class Fallbacks implements FallbackFactory<FactoryClient> {

		@Override
		public FactoryClient create(Throwable cause) {
			return () -> "fallback for " + cause.getClass().getSimpleName();
		}

	}

	static class Service {

		private final PlainClient client;

		Service(PlainClient client) {
			this.client = client;
		}

		@CircuitBreaker(name = "service")
		@Retry(name = "service")
		String call() {
			return this.client.get();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableFeignClients(clients = { PlainClient.class, AnnotatedClient.class, FallbackClient.class,
			DismissingClient.class, BalancedClient.class, FactoryClient.class })
	static class PlainClients {

		@Bean
		Service service(PlainClient client) {
			return new Service(client);
		}

		@Bean
		Fallbacks fallbacks() {
			return new Fallbacks();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class RetryerConfiguration {

		@Bean
		Retryer retryer() {
			return new Retryer.Default(1, 10, 3);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class UserVerdict {

		@Bean
		HttpOutcomeClassifier classifier() {
			HttpOutcomeClassifier standard = HttpOutcomeClassifier.standard();
			return (target, status, headers) -> (target.equals("service") && status.value() == 404)
					? HttpOutcome.FAILURE : standard.classify(target, status, headers);
		}

		@Bean
		VerdictCustomizer customizer() {
			return (target, result, verdict) -> (target.equals("service") && result.hasStatus(503)) ? null : verdict;
		}

	}

}
