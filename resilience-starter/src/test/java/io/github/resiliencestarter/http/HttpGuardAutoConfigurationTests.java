package io.github.resiliencestarter.http;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.resilience4j.springboot.bulkhead.autoconfigure.BulkheadAutoConfiguration;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerAutoConfiguration;
import io.github.resilience4j.springboot.retry.autoconfigure.RetryAutoConfiguration;
import io.github.resiliencestarter.engines.EnginesAutoConfiguration;
import io.github.resiliencestarter.failure.FailureAutoConfiguration;
import io.github.resiliencestarter.failure.HttpOutcome;
import io.github.resiliencestarter.failure.HttpOutcomeClassifier;
import io.github.resiliencestarter.guard.GuardAutoConfiguration;
import io.github.resiliencestarter.http.MisbehavingServer.Behaviour;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.apache.hc.client5.http.HttpRequestRetryStrategy;
import org.apache.hc.client5.http.impl.DefaultHttpRequestRetryStrategy;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.TimeValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.HttpComponentsClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.autoconfigure.ClientHttpRequestFactoryBuilderCustomizer;
import org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HttpGuardAutoConfiguration}.
 */
class HttpGuardAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(CircuitBreakerAutoConfiguration.class, RetryAutoConfiguration.class,
				BulkheadAutoConfiguration.class, GuardAutoConfiguration.class, EnginesAutoConfiguration.class,
				FailureAutoConfiguration.class, HttpGuardAutoConfiguration.class,
				ImperativeHttpClientAutoConfiguration.class, RestClientAutoConfiguration.class))
		.withPropertyValues("spring.http.clients.imperative.factory=jdk",
				"resilience4j.retry.configs.default.wait-duration=1ms");

	@Test
	void guardsTheBuilderOfSpringBootOnce() {
		this.runner.run(
				(context) -> assertThat(interceptors(context)).hasSize(1).first().isInstanceOf(GuardInterceptor.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "resilience.enabled=false", "resilience.client.enabled=false",
			"resilience.http.enabled=false" })
	void canBeSwitchedOff(String property) {
		this.runner.withPropertyValues(property).run((context) -> assertThat(interceptors(context)).isEmpty());
	}

	@Test
	void worksWithoutWebClientAndApachesClient() {
		this.runner.withClassLoader(new FilteredClassLoader(WebClient.class.getPackageName(), "org.apache.hc.client5"))
			.run((context) -> assertThat(interceptors(context)).hasSize(1));
	}

	@Test
	void asksTheClassifierOfTheUser() throws Exception {
		try (MisbehavingServer server = new MisbehavingServer()) {
			server.behave(Behaviour.answer(404, "not yet"), Behaviour.answer(200, "ok"));
			this.runner
				.withBean(HttpOutcomeClassifier.class,
						() -> (target, status, headers) -> (status.value() == 404) ? HttpOutcome.FAILURE
								: HttpOutcomeClassifier.standard().classify(target, status, headers))
				.run((context) -> assertThat(get(context, server)).isEqualTo("ok"));
		}
	}

	@Test
	void fallsBackToTheDefaultWhenTheClassifierOfTheUserFails() throws Exception {
		try (MisbehavingServer server = new MisbehavingServer()) {
			server.behave(Behaviour.answer(503, "1"), Behaviour.answer(200, "ok"));
			this.runner.withBean(HttpOutcomeClassifier.class, () -> (target, status, headers) -> {
				throw new IllegalStateException("classifier");
			}).run((context) -> assertThat(get(context, server)).isEqualTo("ok"));
		}
	}

	@Test
	void observesEachAttemptWithItsNumber() throws Exception {
		AttemptHandler handler = new AttemptHandler();
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(handler);
		try (MisbehavingServer server = new MisbehavingServer()) {
			server.behave(Behaviour.answer(503, "1"), Behaviour.answer(200, "ok"));
			this.runner.withBean(ObservationRegistry.class, () -> registry)
				.run((context) -> assertThat(get(context, server)).isEqualTo("ok"));
		}
		assertThat(handler.attempts).containsExactly("attempt 1 localhost", "attempt 2 localhost");
	}

	@Test
	void doesNotSendTheDeadlineToTargetsThatAreNotDiscovered() throws Exception {
		assertThat(headersSent()).doesNotContainKey("X-Request-Timeout-Ms");
	}

	@Test
	void sendsTheDeadlineToAllTargetsIfConfigured() throws Exception {
		assertThat(headersSent("resilience.deadline.send-to=all")).containsKey("X-Request-Timeout-Ms");
	}

	@ParameterizedTest
	@ValueSource(strings = { "resilience.deadline.enabled=false", "resilience.deadline.send-to=none" })
	void doesNotSendTheDeadlineIfDisabled(String property) throws Exception {
		assertThat(headersSent("resilience.deadline.send-to=all", property)).doesNotContainKey("X-Request-Timeout-Ms");
	}

	@Test
	void leavesTheRetryStrategyOfTheUserForApachesClient() throws Exception {
		AtomicInteger asked = new AtomicInteger();
		HttpRequestRetryStrategy strategy = new DefaultHttpRequestRetryStrategy(1, TimeValue.ofMilliseconds(1)) {
			@Override
			public boolean retryRequest(HttpResponse response, int execCount, HttpContext context) {
				asked.incrementAndGet();
				return false;
			}
		};
		try (MisbehavingServer server = new MisbehavingServer()) {
			this.runner.withPropertyValues("spring.http.clients.imperative.factory=http-components")
				.withBean("userCustomizer", ClientHttpRequestFactoryBuilderCustomizer.class,
						() -> (ClientHttpRequestFactoryBuilderCustomizer<HttpComponentsClientHttpRequestFactoryBuilder>) (
								builder) -> builder
									.withHttpClientCustomizer((client) -> client.setRetryStrategy(strategy)))
				.run((context) -> assertThat(get(context, server)).isEqualTo("ok"));
		}
		assertThat(asked).hasPositiveValue();
	}

	private Map<String, String> headersSent(String... properties) throws Exception {
		try (MisbehavingServer server = new MisbehavingServer()) {
			this.runner.withPropertyValues(properties)
				.run((context) -> assertThat(get(context, server)).isEqualTo("ok"));
			return server.requests.get(0).headers();
		}
	}

	private static String get(ApplicationContext context, MisbehavingServer server) {
		return String.valueOf(context.getBean(RestClient.Builder.class)
			.build()
			.get()
			.uri("http://localhost:" + server.port())
			.retrieve()
			.body(String.class));
	}

	private static List<ClientHttpRequestInterceptor> interceptors(ApplicationContext context) {
		List<ClientHttpRequestInterceptor> interceptors = new CopyOnWriteArrayList<>();
		context.getBean(RestClient.Builder.class).requestInterceptors(interceptors::addAll);
		return interceptors;
	}

	private static final class AttemptHandler implements ObservationHandler<Observation.Context> {

		private final List<String> attempts = new CopyOnWriteArrayList<>();

		@Override
		public void onStop(Observation.Context context) {
			this.attempts.add(String.valueOf(context.getContextualName()));
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return AttemptObservation.NAME.equals(context.getName());
		}

	}

}
