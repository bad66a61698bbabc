package io.github.resiliencestarter.failure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.circuitbreaker.internal.InMemoryCircuitBreakerRegistry;
import io.github.resilience4j.common.circuitbreaker.configuration.CircuitBreakerConfigCustomizer;
import io.github.resilience4j.common.retry.configuration.RetryConfigCustomizer;
import io.github.resilience4j.core.ConfigurationNotFoundException;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resilience4j.retry.internal.InMemoryRetryRegistry;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerAutoConfiguration;
import io.github.resilience4j.springboot.retry.autoconfigure.RetryAutoConfiguration;
import io.github.resiliencestarter.defaults.ResilienceDefaultsAutoConfiguration;
import io.github.resiliencestarter.engines.EnginesAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.HttpServerErrorException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for a user's {@link HttpOutcomeClassifier} and {@link VerdictCustomizer}s in the
 * default predicates of circuit breakers and retries.
 */
@ExtendWith(OutputCaptureExtension.class)
class UserVerdictsTests {

	private static final String BREAKER = "resilience4j.circuitbreaker.";

	private static final String RETRY = "resilience4j.retry.";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(CircuitBreakerAutoConfiguration.class, RetryAutoConfiguration.class,
				ResilienceDefaultsAutoConfiguration.class, FailureAutoConfiguration.class,
				EnginesAutoConfiguration.class))
		.withPropertyValues(
				BREAKER + "configs.default.ignore-exception-predicate=" + IgnoredFailurePredicate.class.getName(),
				RETRY + "configs.default.retry-exception-predicate=" + RetryableFailurePredicate.class.getName(),
				RETRY + "configs.default.wait-duration=1ms");

	private final ApplicationContextRunner classifying = this.runner.withBean(HttpOutcomeClassifier.class,
			() -> UserVerdictsTests::ofInventory);

	@ParameterizedTest
	@ValueSource(strings = { "a.b=c", "instances.inventory.failure-rate-threshold=40",
			"instances.pricing.failure-rate-threshold=40", "configs.inventory.failure-rate-threshold=40",
			"instances.inventory.ignore-exceptions=java.lang.IllegalStateException",
			"configs.default.ignore-exceptions=java.lang.IllegalStateException",
			"instances.inventory.base-config=shared|configs.shared.failure-rate-threshold=40",
			"instances.inventory.base-config=shared|configs.shared.ignore-exceptions=java.lang.IllegalStateException",
			"instances.inventory.base-config=default", "instances.inventory.ignore-exception-precedence-enabled=true",
			"configs.default.ignore-exception-precedence-enabled=true" })
	void circuitBreakerOfATargetFollowsTheClassifier(String properties) {
		this.classifying.withPropertyValues(prefixed(BREAKER, properties)).run((context) -> {
			CircuitBreakerRegistry registry = context.getBean(CircuitBreakerRegistry.class);
			CircuitBreaker breaker = registry.circuitBreaker("inventory", configuration(registry));
			assertThat(failures(breaker, clientError(404))).isOne();
			assertThat(failures(breaker, new CompletionException(clientError(404)))).isOne();
			assertThat(failures(breaker, serverError(503))).isZero();
			assertThat(failures(breaker, clientError(401))).isZero();
			assertThat(failures(breaker, new IOException("reset"))).isOne();
			if (properties.contains("IllegalState")) {
				assertThat(failures(breaker, new IllegalStateException("business"))).isZero();
			}
			CircuitBreaker other = registry.circuitBreaker("pricing");
			assertThat(failures(other, clientError(404))).isZero();
			assertThat(failures(other, serverError(503))).isOne();
		});
	}

	@Test
	void everyWayToCreateACircuitBreakerFollowsTheClassifier() {
		this.classifying.run((context) -> {
			CircuitBreakerRegistry registry = context.getBean(CircuitBreakerRegistry.class);
			CircuitBreakerConfig config = CircuitBreakerConfig.custom()
				.ignoreException(new IgnoredFailurePredicate())
				.build();
			registry.addConfiguration("own", config);
			List<Supplier<CircuitBreaker>> ways = List.of(() -> registry.circuitBreaker("inventory"),
					() -> registry.circuitBreaker("inventory", Map.of()),
					() -> registry.circuitBreaker("inventory", config),
					() -> registry.circuitBreaker("inventory", config, Map.of()),
					() -> registry.circuitBreaker("inventory", () -> config),
					() -> registry.circuitBreaker("inventory", () -> config, Map.of()),
					() -> registry.circuitBreaker("inventory", "own"),
					() -> registry.circuitBreaker("inventory", "own", Map.of("a", "b")));
			for (Supplier<CircuitBreaker> way : ways) {
				registry.remove("inventory");
				CircuitBreaker breaker = way.get();
				assertThat(failures(breaker, clientError(404))).isOne();
				assertThat(way.get()).isSameAs(breaker);
			}
			assertThat(registry.circuitBreaker("inventory").getTags()).containsEntry("a", "b");
			assertThat(registry.getAllCircuitBreakers()).hasSize(1);
			assertThatExceptionOfType(ConfigurationNotFoundException.class)
				.isThrownBy(() -> registry.circuitBreaker("other", "absent"));
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "a.b=c", "instances.inventory.max-attempts=4", "instances.pricing.max-attempts=4",
			"instances.inventory.ignore-exceptions=java.lang.IllegalStateException",
			"instances.inventory.base-config=shared|configs.shared.max-attempts=4",
			"configs.default.ignore-exceptions=java.lang.IllegalStateException" })
	void retryOfATargetFollowsTheClassifier(String properties) {
		this.classifying.withPropertyValues(prefixed(RETRY, properties)).run((context) -> {
			RetryRegistry registry = context.getBean(RetryRegistry.class);
			Predicate<Throwable> retried = retried(registry, "inventory");
			assertThat(retried.test(clientError(404))).isTrue();
			assertThat(retried.test(serverError(503))).isFalse();
			assertThat(retried.test(new IOException("reset"))).isTrue();
			if (properties.contains("IllegalState")) {
				assertThat(retried.test(new IllegalStateException("business"))).isFalse();
			}
			assertThat(retried(registry, "pricing").test(clientError(404))).isFalse();
			assertThat(retried(registry, "pricing").test(serverError(503))).isTrue();
		});
	}

	@Test
	void everyWayToCreateARetryFollowsTheClassifier() {
		this.classifying.run((context) -> {
			RetryRegistry registry = context.getBean(RetryRegistry.class);
			RetryConfig config = RetryConfig.custom().retryOnException(new RetryableFailurePredicate()).build();
			registry.addConfiguration("own", config);
			for (RetryConfig each : List.of(registry.retry("inventory").getRetryConfig(),
					anew(registry).retry("inventory", config).getRetryConfig(),
					anew(registry).retry("inventory", () -> config).getRetryConfig(),
					anew(registry).retry("inventory", "own").getRetryConfig(),
					anew(registry).retry("inventory", "own", Map.of()).getRetryConfig())) {
				assertThat(each.getExceptionPredicate().test(clientError(404))).isTrue();
			}
		});
	}

	@ParameterizedTest
	@ValueSource(strings = {
			"instances.inventory.ignore-exception-predicate=io.github.resiliencestarter.defaults.FailureRulesTests$ClientErrors",
			"configs.default.ignore-exception-predicate=io.github.resiliencestarter.defaults.FailureRulesTests$ClientErrors",
			"instances.inventory.ignore-exceptions=org.springframework.web.client.HttpClientErrorException",
			"instances.inventory.record-exceptions=java.io.IOException" })
	void whatTheUserSetsOfACircuitBreakerWins(String property) {
		this.classifying.withPropertyValues(BREAKER + property).run((context) -> {
			CircuitBreaker breaker = context.getBean(CircuitBreakerRegistry.class).circuitBreaker("inventory");
			assertThat(failures(breaker, clientError(404))).isZero();
		});
	}

	@Test
	void whatTheUserRecordsCountsThoughTheClassifierTakesItForASuccess() {
		this.classifying
			.withPropertyValues(
					BREAKER + "instances.inventory.record-exceptions=" + HttpServerErrorException.class.getName())
			.run((context) -> assertThat(failures(
					context.getBean(CircuitBreakerRegistry.class).circuitBreaker("inventory"), serverError(503)))
				.isOne());
	}

	@ParameterizedTest
	@ValueSource(strings = { "retry-exceptions=java.io.IOException",
			"ignore-exceptions=org.springframework.web.client.HttpClientErrorException",
			"retry-exception-predicate=io.github.resiliencestarter.defaults.FailureRulesTests$IoErrors" })
	void whatTheUserSetsOfARetryWins(String property) {
		this.classifying.withPropertyValues(RETRY + "instances.inventory." + property)
			.run((context) -> assertThat(
					retried(context.getBean(RetryRegistry.class), "inventory").test(clientError(404)))
				.isFalse());
	}

	@Test
	@SuppressWarnings("unchecked")
	void worksBesideTheCustomizersOfResilience4j() {
		this.classifying
			.withBean(CircuitBreakerConfigCustomizer.class,
					() -> CircuitBreakerConfigCustomizer.of("inventory",
							(builder) -> builder.ignoreExceptions(IllegalStateException.class)))
			.withBean(RetryConfigCustomizer.class,
					() -> RetryConfigCustomizer.of("inventory",
							(builder) -> builder.ignoreExceptions(IllegalStateException.class)))
			.run((context) -> {
				CircuitBreakerRegistry breakers = context.getBean(CircuitBreakerRegistry.class);
				assertThat(breakers.getAllCircuitBreakers()).hasSize(1);
				assertThat(failures(breakers.circuitBreaker("inventory"), clientError(404))).isOne();
				assertThat(failures(breakers.circuitBreaker("inventory"), new IllegalStateException())).isZero();
				Predicate<Throwable> retried = retried(context.getBean(RetryRegistry.class), "inventory");
				assertThat(retried.test(clientError(404))).isTrue();
				assertThat(retried.test(new IllegalStateException())).isFalse();
			});
	}

	@Test
	void registriesOfTheUserFollowTheClassifier() {
		this.classifying.withUserConfiguration(OwnRegistries.class).run((context) -> {
			assertThat(failures(context.getBean(CircuitBreakerRegistry.class).circuitBreaker("inventory"),
					clientError(404)))
				.isOne();
			assertThat(retried(context.getBean(RetryRegistry.class), "inventory").test(clientError(404))).isTrue();
		});
	}

	@Test
	void leavesOtherConfigurationsAsTheyAre() {
		CircuitBreakerConfig ofBreaker = CircuitBreakerConfig.custom()
			.ignoreException((failure) -> failure instanceof IOException)
			.build();
		RetryConfig ofRetry = RetryConfig.custom().retryExceptions(IOException.class).build();
		this.classifying.run((context) -> {
			assertThat(context.getBean(CircuitBreakerRegistry.class)
				.circuitBreaker("inventory", ofBreaker)
				.getCircuitBreakerConfig()).isSameAs(ofBreaker);
			assertThat(context.getBean(RetryRegistry.class).retry("inventory", ofRetry).getRetryConfig())
				.isSameAs(ofRetry);
		});
	}

	@Test
	void changesNothingWithoutABeanOfTheUser() {
		this.runner.run((context) -> {
			CircuitBreakerRegistry breakers = context.getBean(CircuitBreakerRegistry.class);
			assertThat(breakers).isExactlyInstanceOf(InMemoryCircuitBreakerRegistry.class);
			assertThat(breakers.circuitBreaker("inventory").getCircuitBreakerConfig())
				.isSameAs(breakers.getDefaultConfig());
			assertThat(context.getBean(RetryRegistry.class)).isExactlyInstanceOf(InMemoryRetryRegistry.class);
		});
	}

	@ParameterizedTest
	@CsvSource({ "404, true", "503, false" })
	void predicatesThatTheUserCombinesWithOursFollowTheClassifier(int status, boolean counted) {
		CircuitBreakerConfig config = CircuitBreakerConfig.custom()
			.ignoreException(new IgnoredFailurePredicate().or((failure) -> failure instanceof IOException))
			.build();
		this.classifying.run((context) -> {
			CircuitBreaker breaker = context.getBean(CircuitBreakerRegistry.class).circuitBreaker("inventory", config);
			assertThat(failures(breaker, (status < 500) ? clientError(status) : serverError(status)))
				.isEqualTo(counted ? 1 : 0);
			assertThat(failures(breaker, new IOException())).isZero();
		});
	}

	@Test
	void aConfigurationTakenFromAnotherInstanceFollowsItsOwnName() {
		this.classifying.run((context) -> {
			CircuitBreakerRegistry registry = context.getBean(CircuitBreakerRegistry.class);
			CircuitBreakerConfig ofInventory = registry.circuitBreaker("inventory").getCircuitBreakerConfig();
			CircuitBreaker pricing = registry.circuitBreaker("pricing", ofInventory);
			assertThat(failures(pricing, clientError(404))).isZero();
			assertThat(failures(pricing, serverError(503))).isOne();
		});
	}

	private static HttpOutcome ofInventory(String target, HttpStatusCode status, HttpHeaders headers) {
		if (target.equals("inventory") && status.value() == 404) {
			return HttpOutcome.FAILURE;
		}
		if (target.equals("inventory") && status.value() == 503) {
			return HttpOutcome.SUCCESS;
		}
		return HttpOutcomeClassifier.standard().classify(target, status, headers);
	}

	private static RetryRegistry anew(RetryRegistry registry) {
		registry.remove("inventory");
		return registry;
	}

	private static String[] prefixed(String prefix, String properties) {
		return (prefix + properties.replace("|", "|" + prefix)).split("\\|");
	}

	private static String configuration(CircuitBreakerRegistry registry) {
		return registry.getConfiguration("inventory").isPresent() ? "inventory" : "default";
	}

	private static int failures(CircuitBreaker breaker, Throwable failure) {
		breaker.reset();
		breaker.onError(1, TimeUnit.MILLISECONDS, failure);
		return breaker.getMetrics().getNumberOfFailedCalls();
	}

	private static Predicate<Throwable> retried(RetryRegistry registry, String name) {
		return registry.retry(name).getRetryConfig().getExceptionPredicate();
	}

	private static HttpClientErrorException clientError(int status) {
		return HttpClientErrorException.create(HttpStatusCode.valueOf(status), "", HttpHeaders.EMPTY, new byte[0],
				StandardCharsets.UTF_8);
	}

	private static HttpServerErrorException serverError(int status) {
		return HttpServerErrorException.create(HttpStatusCode.valueOf(status), "", HttpHeaders.EMPTY, new byte[0],
				StandardCharsets.UTF_8);
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnRegistries {

		@Bean
		CircuitBreakerRegistry ownCircuitBreakers() {
			return CircuitBreakerRegistry
				.of(CircuitBreakerConfig.custom().ignoreException(new IgnoredFailurePredicate()).build());
		}

		@Bean
		RetryRegistry ownRetries() {
			return RetryRegistry.of(RetryConfig.custom().retryOnException(new RetryableFailurePredicate()).build());
		}

	}

}
