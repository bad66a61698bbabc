package io.github.resiliencestarter.defaults;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.common.circuitbreaker.configuration.CircuitBreakerConfigCustomizer;
import io.github.resilience4j.common.retry.configuration.RetryConfigCustomizer;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerAutoConfiguration;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerProperties;
import io.github.resilience4j.springboot.retry.autoconfigure.RetryAutoConfiguration;
import io.github.resiliencestarter.failure.IgnoredFailurePredicate;
import io.github.resiliencestarter.failure.RetryableFailurePredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.client.HttpClientErrorException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for our defaults for exceptions beside the customizers of a user.
 */
class CustomizedFailureRulesTests {

	private static final String BREAKER = "resilience4j.circuitbreaker.";

	private static final String RETRY = "resilience4j.retry.";

	private static final String[] NONE = {};

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(CircuitBreakerAutoConfiguration.class, RetryAutoConfiguration.class,
				ResilienceDefaultsAutoConfiguration.class))
		.withPropertyValues(
				BREAKER + "configs.default.ignore-exception-predicate=" + IgnoredFailurePredicate.class.getName(),
				RETRY + "configs.default.retry-exception-predicate=" + RetryableFailurePredicate.class.getName(),
				RETRY + "configs.default.wait-duration=1ms");

	@ParameterizedTest
	@CsvSource({ "default,instances.x.failure-rate-threshold=40", "default,instances.y.failure-rate-threshold=40",
			"default,instances.x.ignore-exceptions=java.lang.IllegalStateException",
			"x,instances.x.failure-rate-threshold=40", "x,instances.y.failure-rate-threshold=40",
			"x,instances.x.ignore-exceptions=java.lang.IllegalStateException", "x,configs.x.failure-rate-threshold=40",
			"shared,configs.shared.failure-rate-threshold=40" })
	void countsWhatACustomizerRecords(String name, String property) {
		for (Consumer<CircuitBreakerConfig.Builder> customizer : List.<Consumer<CircuitBreakerConfig.Builder>>of(
				(builder) -> builder.recordExceptions(HttpClientErrorException.class),
				(builder) -> builder.recordException((failure) -> true))) {
			this.runner
				.withBean(CircuitBreakerConfigCustomizer.class,
						() -> CircuitBreakerConfigCustomizer.of(name, customizer))
				.withPropertyValues(BREAKER + property)
				.withPropertyValues(
						name.equals("shared") ? new String[] { BREAKER + "instances.x.base-config=shared" } : NONE)
				.run((context) -> assertThat(failures(breaker(context), clientError(401))).isOne());
		}
	}

	@ParameterizedTest
	@CsvSource({ "default", "x" })
	void countsOnlyWhatACustomizerRecords(String name) {
		this.runner
			.withBean(CircuitBreakerConfigCustomizer.class,
					() -> CircuitBreakerConfigCustomizer.of(name,
							(builder) -> builder.recordExceptions(HttpClientErrorException.class)))
			.run((context) -> {
				assertThat(failures(breaker(context), new IOException())).isZero();
				assertThat(failures(breaker(context), clientError(401))).isOne();
			});
	}

	@Test
	void customizerThatNeedsThePropertiesCountsToo() {
		this.runner.withUserConfiguration(NeedsProperties.class)
			.run((context) -> assertThat(failures(breaker(context), clientError(401))).isOne());
	}

	@Test
	void customizerOfOneBreakerLeavesTheOthersAlone() {
		this.runner
			.withBean(CircuitBreakerConfigCustomizer.class,
					() -> CircuitBreakerConfigCustomizer.of("y",
							(builder) -> builder.recordExceptions(Exception.class)))
			.run((context) -> assertThat(failures(breaker(context), clientError(401))).isZero());
	}

	@Test
	void customizerThatOnlyIgnoresAddsToTheDefault() {
		this.runner
			.withBean(CircuitBreakerConfigCustomizer.class,
					() -> CircuitBreakerConfigCustomizer.of("x",
							(builder) -> builder.ignoreExceptions(IllegalStateException.class)))
			.run((context) -> {
				assertThat(failures(breaker(context), clientError(401))).isZero();
				assertThat(failures(breaker(context), new IllegalStateException())).isZero();
			});
	}

	@ParameterizedTest
	@CsvSource({ "default,instances.x.max-attempts=3", "default,instances.y.max-attempts=3",
			"x,instances.x.max-attempts=3", "x,instances.y.max-attempts=3",
			"x,instances.x.ignore-exceptions=java.lang.IllegalStateException",
			"shared,instances.x.base-config=shared" })
	void retriesOnlyWhatACustomizerLists(String name, String property) {
		this.runner
			.withBean(RetryConfigCustomizer.class, () -> RetryConfigCustomizer.of(name, this::listTooManyRequests))
			.withPropertyValues(RETRY + property, RETRY + "configs.shared.max-attempts=3")
			.run((context) -> {
				assertThat(attempts(retry(context), clientError(429))).isEqualTo(3);
				assertThat(attempts(retry(context), new IOException())).isOne();
			});
	}

	private void listTooManyRequests(RetryConfig.Builder<?> builder) {
		builder.retryExceptions(HttpClientErrorException.TooManyRequests.class);
	}

	private static CircuitBreaker breaker(BeanFactory beans) {
		CircuitBreakerRegistry registry = beans.getBean(CircuitBreakerRegistry.class);
		return registry.circuitBreaker("x", registry.getConfiguration("x").orElseGet(registry::getDefaultConfig));
	}

	private static Retry retry(BeanFactory beans) {
		RetryRegistry registry = beans.getBean(RetryRegistry.class);
		return registry.retry("x", registry.getConfiguration("x").orElseGet(registry::getDefaultConfig));
	}

	private static int failures(CircuitBreaker breaker, Exception failure) {
		breaker.onError(0, TimeUnit.MILLISECONDS, failure);
		return breaker.getMetrics().getNumberOfFailedCalls();
	}

	private static int attempts(Retry retry, Exception failure) {
		AtomicInteger attempts = new AtomicInteger();
		assertThat(catchThrowable(() -> retry.executeCallable(() -> {
			attempts.incrementAndGet();
			throw failure;
		}))).isSameAs(failure);
		return attempts.get();
	}

	private static Exception clientError(int status) {
		return HttpClientErrorException.create(HttpStatusCode.valueOf(status), "", new HttpHeaders(), new byte[0],
				null);
	}

	@Configuration(proxyBeanMethods = false)
	static class NeedsProperties {

		@Bean
		CircuitBreakerConfigCustomizer customizer(CircuitBreakerProperties properties) {
			assertThat(properties.getConfigs()).isNotEmpty();
			return CircuitBreakerConfigCustomizer.of("x", (builder) -> builder.recordExceptions(Exception.class));
		}

	}

}
