package io.github.resiliencestarter.reconfiguration;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.common.circuitbreaker.configuration.CircuitBreakerConfigCustomizer;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resilience4j.springboot.bulkhead.autoconfigure.BulkheadAutoConfiguration;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerAutoConfiguration;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerMetricsAutoConfiguration;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerProperties;
import io.github.resilience4j.springboot.ratelimiter.autoconfigure.RateLimiterAutoConfiguration;
import io.github.resilience4j.springboot.retry.autoconfigure.RetryAutoConfiguration;
import io.github.resilience4j.springboot.timelimiter.autoconfigure.TimeLimiterAutoConfiguration;
import io.github.resiliencestarter.StarterContext;
import io.github.resiliencestarter.defaults.ResilienceDefaultsAutoConfiguration;
import io.github.resiliencestarter.engines.EnginesAutoConfiguration;
import io.github.resiliencestarter.failure.FailureAutoConfiguration;
import io.github.resiliencestarter.failure.HttpOutcome;
import io.github.resiliencestarter.failure.HttpOutcomeClassifier;
import io.github.resiliencestarter.metrics.ResilienceMetricsAutoConfiguration;
import io.github.resiliencestarter.reconfiguration.ReconfigurationResult.Applied;
import io.github.resiliencestarter.reconfiguration.ReconfigurationResult.Rejected;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.client.HttpClientErrorException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

@ExtendWith(OutputCaptureExtension.class)
class ReconfigurationTests {

	private static final String BREAKER = "resilience4j.circuitbreaker.instances.inventory.";

	private final ApplicationContextRunner contextRunner = StarterContext.bareRunner()
		.withConfiguration(AutoConfigurations.of(BulkheadAutoConfiguration.class, CircuitBreakerAutoConfiguration.class,
				RateLimiterAutoConfiguration.class, RetryAutoConfiguration.class, TimeLimiterAutoConfiguration.class,
				ResilienceDefaultsAutoConfiguration.class, MetricsAutoConfiguration.class,
				CompositeMeterRegistryAutoConfiguration.class, PrometheusMetricsExportAutoConfiguration.class,
				CircuitBreakerMetricsAutoConfiguration.class, ResilienceMetricsAutoConfiguration.class,
				EnginesAutoConfiguration.class, ReconfigurationAutoConfiguration.class))
		.withPropertyValues(BREAKER + "failure-rate-threshold=40",
				"resilience4j.retry.instances.inventory.max-attempts=4",
				"resilience4j.circuitbreaker.configs.strict.minimum-number-of-calls=5");

	@Test
	void changedThresholdIsInEffectAtTheNextCall() {
		run((context) -> {
			CircuitBreaker before = breaker(context, "inventory");
			assertThat(apply(context, Map.of(BREAKER + "failure-rate-threshold", "30"))).isInstanceOf(Applied.class);
			assertThat(breaker(context, "inventory")).isNotSameAs(before);
			assertThat(breaker(context, "inventory").getCircuitBreakerConfig().getFailureRateThreshold()).isEqualTo(30);
		});
	}

	@Test
	void saysWhatHasChanged(CapturedOutput output) {
		run((context) -> {
			assertThat(apply(context, Map.of(BREAKER + "failure-rate-threshold", "30")))
				.isEqualTo(new Applied(List.of("resilience4j.circuitbreaker 'inventory': "
						+ "failure-rate-threshold 40.0 -> 30.0; stays CLOSED with an empty window")));
			assertThat(output).containsOnlyOnce("Reconfigured resilience4j.circuitbreaker 'inventory'");
		});
	}

	@Test
	void openBreakerStaysOpenWhenItsSettingsChange() {
		run((context) -> {
			breaker(context, "inventory").transitionToOpenState();
			apply(context, Map.of(BREAKER + "failure-rate-threshold", "30"));
			assertThat(breaker(context, "inventory").getState()).isEqualTo(State.OPEN);
			assertThat(breaker(context, "inventory").tryAcquirePermission()).isFalse();
		});
	}

	@Test
	void changedInstancesFollowTheClassifierOfTheUser() {
		HttpOutcomeClassifier standard = HttpOutcomeClassifier.standard();
		this.contextRunner.withConfiguration(AutoConfigurations.of(FailureAutoConfiguration.class))
			.withBean(HttpOutcomeClassifier.class,
					() -> (target, status, headers) -> (target.endsWith("y") && status.value() == 404)
							? HttpOutcome.FAILURE : standard.classify(target, status, headers))
			.run(ReconfigurationTests::assertChangedInstancesFollow);
	}

	private static void assertChangedInstancesFollow(AssertableApplicationContext context) {
		CircuitBreakerRegistry breakers = context.getBean(CircuitBreakerRegistry.class);
		RetryRegistry retries = context.getBean(RetryRegistry.class);
		// One from properties, one by configuration, and one by default
		List.of("inventory", "by-default-y").forEach(breakers::circuitBreaker);
		breakers.circuitBreaker("strict-y", "strict");
		List.of("inventory", "by-default-y").forEach(retries::retry);
		CircuitBreaker untouched = breakers.circuitBreaker("by-default-y");
		assertThat(apply(context,
				Map.of(BREAKER + "failure-rate-threshold", "30",
						"resilience4j.circuitbreaker.configs.strict.minimum-number-of-calls", "7")))
			.isInstanceOf(Applied.class);
		assertThat(breakers.circuitBreaker("by-default-y")).isSameAs(untouched);
		assertThat(breakers.circuitBreaker("strict-y").getCircuitBreakerConfig().getMinimumNumberOfCalls())
			.isEqualTo(7);
		assertFollowing(breakers, retries);
		assertThat(apply(context, Map.of("resilience4j.circuitbreaker.configs.default.failure-rate-threshold", "20",
				"resilience4j.retry.configs.default.max-attempts", "5")))
			.isInstanceOf(Applied.class);
		assertThat(breakers.circuitBreaker("by-default-y").getCircuitBreakerConfig().getFailureRateThreshold())
			.isEqualTo(20);
		assertThat(retries.retry("by-default-y").getRetryConfig().getMaxAttempts()).isEqualTo(5);
		assertFollowing(breakers, retries);
		apply(context, Map.of());
		assertThat(breakers.circuitBreaker("by-default-y").getCircuitBreakerConfig().getFailureRateThreshold())
			.isNotEqualTo(20);
		assertFollowing(breakers, retries);
	}

	private static void assertFollowing(CircuitBreakerRegistry breakers, RetryRegistry retries) {
		Throwable notFound = HttpClientErrorException.create(HttpStatus.NOT_FOUND, "", HttpHeaders.EMPTY, new byte[0],
				null);
		assertThat(breakers.getAllCircuitBreakers()).hasSize(3)
			.allSatisfy((breaker) -> assertThat(
					breaker.getCircuitBreakerConfig().getIgnoreExceptionPredicate().test(notFound))
				.isFalse());
		assertThat(retries.getAllRetries()).hasSize(2)
			.allSatisfy((retry) -> assertThat(retry.getRetryConfig().getExceptionPredicate().test(notFound)).isTrue());
	}

	@Test
	void whatHasNotChangedIsNotTouched() {
		run((context) -> {
			CircuitBreaker prices = context.getBean(CircuitBreakerRegistry.class).circuitBreaker("prices");
			Retry retry = context.getBean(RetryRegistry.class).retry("inventory");
			apply(context, Map.of(BREAKER + "failure-rate-threshold", "30", "unrelated", "1"));
			assertThat(breaker(context, "prices")).isSameAs(prices);
			assertThat(context.getBean(RetryRegistry.class).retry("inventory")).isSameAs(retry);
		});
	}

	@Test
	void changesNothingWhenNothingHasChanged() {
		run((context) -> {
			context.getBean(RetryRegistry.class).retry("prices");
			context.getBean(CircuitBreakerRegistry.class).circuitBreaker("prices");
			assertThat(apply(context, Map.of("unrelated", "1"))).isEqualTo(new Applied(List.of()));
			assertThat(apply(context, Map.of())).isEqualTo(new Applied(List.of()));
		});
	}

	@Test
	void wrongValueKeepsWhatIsInEffectAndIsSaidOnce(CapturedOutput output) {
		run((context) -> {
			CircuitBreaker before = breaker(context, "inventory");
			Retry retry = context.getBean(RetryRegistry.class).retry("inventory");
			ReconfigurationResult result = apply(context, Map.of(BREAKER + "failure-rate-threshold", "200",
					"resilience4j.retry.instances.inventory.max-attempts", "2"));
			assertThat(result).asInstanceOf(type(Rejected.class)).satisfies((rejected) -> {
				assertThat(rejected.key()).isEqualTo(BREAKER + "failure-rate-threshold");
				assertThat(rejected.value()).isEqualTo("200");
			});
			assertThat(breaker(context, "inventory")).isSameAs(before);
			assertThat(context.getBean(RetryRegistry.class).retry("inventory")).isSameAs(retry);
			assertThat(output).containsOnlyOnce("Rejected the reconfiguration; all settings are unchanged. Correct "
					+ BREAKER + "failure-rate-threshold=200: ");
		});
	}

	@Test
	void wrongValueOfOneKindKeepsAllOthersFromChanging() {
		run((context) -> {
			CircuitBreaker before = breaker(context, "inventory");
			apply(context,
					Map.of(BREAKER + "failure-rate-threshold", "30",
							"resilience4j.timelimiter.instances.inventory.timeout-duration", "soon",
							"resilience4j.circuitbreaker.configs.strict.minimum-number-of-calls", "7"));
			assertThat(breaker(context, "inventory")).isSameAs(before);
			assertThat(context.getBean(CircuitBreakerRegistry.class)
				.getConfiguration("strict")
				.orElseThrow()
				.getMinimumNumberOfCalls()).isEqualTo(5);
		});
	}

	@Test
	void listensOnAfterAWrongValue() {
		run((context) -> {
			apply(context, Map.of(BREAKER + "failure-rate-threshold", "200"));
			apply(context, Map.of(BREAKER + "failure-rate-threshold", "30"));
			assertThat(breaker(context, "inventory").getCircuitBreakerConfig().getFailureRateThreshold()).isEqualTo(30);
		});
	}

	@Test
	void valuesOfAnotherTypeAndMissingBasesAreRejectedWithTheirKey() {
		run((context) -> {
			assertThat(apply(context, Map.of(BREAKER + "sliding-window-size", "many")))
				.asInstanceOf(type(Rejected.class))
				.extracting(Rejected::key)
				.isEqualTo(BREAKER + "sliding-window-size");
			assertThat(apply(context, Map.of(BREAKER + "base-config", "none"))).asInstanceOf(type(Rejected.class))
				.satisfies((rejected) -> {
					assertThat(rejected.key()).isEqualTo("resilience4j.circuitbreaker.instances.inventory");
					assertThat(rejected.reason()).contains("none");
				});
		});
	}

	@Test
	void rejectedPropertiesLeaveThoseBeforeThemInEffect() {
		run((context) -> {
			apply(context, Map.of(BREAKER + "failure-rate-threshold", "30"));
			apply(context, Map.of(BREAKER + "failure-rate-threshold", "200"));
			assertThat(context.getEnvironment().getProperty(BREAKER + "failure-rate-threshold")).isEqualTo("30");
			apply(context, Map.of());
			assertThat(breaker(context, "inventory").getCircuitBreakerConfig().getFailureRateThreshold()).isEqualTo(40);
		});
	}

	@Test
	void defaultReachesWhatWasMadeAfterItButNotWhatOverridesIt() {
		run((context) -> {
			context.getBean(CircuitBreakerRegistry.class).circuitBreaker("prices");
			CircuitBreaker inventory = breaker(context, "inventory");
			apply(context, Map.of("resilience4j.circuitbreaker.configs.default.failure-rate-threshold", "20"));
			assertThat(breaker(context, "prices").getCircuitBreakerConfig().getFailureRateThreshold()).isEqualTo(20);
			assertThat(breaker(context, "inventory")).isSameAs(inventory);
		});
	}

	@Test
	void changedDefaultReachesWhatIsMadeLater() {
		run((context) -> {
			apply(context, Map.of("resilience4j.circuitbreaker.configs.default.failure-rate-threshold", "20"));
			context.getBean(CircuitBreakerRegistry.class).circuitBreaker("late");
			Awaitility.await()
				.untilAsserted(
						() -> assertThat(breaker(context, "late").getCircuitBreakerConfig().getFailureRateThreshold())
							.isEqualTo(20));
		});
	}

	@Test
	void namedConfigurationReachesWhatWasMadeAfterItAndWhatIsMadeLater() {
		run((context) -> {
			CircuitBreakerRegistry registry = context.getBean(CircuitBreakerRegistry.class);
			registry.circuitBreaker("early", "strict");
			apply(context, Map.of("resilience4j.circuitbreaker.configs.strict.minimum-number-of-calls", "7",
					"resilience4j.circuitbreaker.configs.mild.minimum-number-of-calls", "70"));
			for (CircuitBreaker breaker : Set.of(breaker(context, "early"),
					registry.circuitBreaker("late", "strict"))) {
				assertThat(breaker.getCircuitBreakerConfig().getMinimumNumberOfCalls()).isEqualTo(7);
			}
			assertThat(registry.circuitBreaker("mild", "mild").getCircuitBreakerConfig().getMinimumNumberOfCalls())
				.isEqualTo(70);
		});
	}

	@Test
	void whatCodeHasMadeWithAConfigurationOfItsOwnIsLeftAlone() {
		run((context) -> {
			CircuitBreakerRegistry registry = context.getBean(CircuitBreakerRegistry.class);
			CircuitBreaker own = registry.circuitBreaker("own", CircuitBreakerConfig.ofDefaults());
			apply(context, Map.of("resilience4j.circuitbreaker.configs.default.failure-rate-threshold", "20"));
			assertThat(breaker(context, "own")).isSameAs(own);
		});
	}

	@Test
	void instanceThatGetsSettingsIsMadeOrReplaced() {
		run((context) -> {
			context.getBean(CircuitBreakerRegistry.class).circuitBreaker("prices");
			String prefix = "resilience4j.circuitbreaker.instances.";
			apply(context, Map.of(prefix + "prices.failure-rate-threshold", "11", prefix + "new.failure-rate-threshold",
					"12"));
			assertThat(breaker(context, "prices").getCircuitBreakerConfig().getFailureRateThreshold()).isEqualTo(11);
			assertThat(breaker(context, "new").getCircuitBreakerConfig().getFailureRateThreshold()).isEqualTo(12);
			apply(context, Map.of());
			assertThat(breaker(context, "prices").getCircuitBreakerConfig().getFailureRateThreshold()).isEqualTo(50);
		});
	}

	@Test
	void customizersOfTheUserHaveTheLastWord() {
		this.contextRunner.withUserConfiguration(Customized.class).run((context) -> {
			apply(context, Map.of("resilience4j.circuitbreaker.configs.default.failure-rate-threshold", "20"));
			CircuitBreakerConfig config = breaker(context, "customized").getCircuitBreakerConfig();
			assertThat(config.getFailureRateThreshold()).isEqualTo(20);
			assertThat(config.getMinimumNumberOfCalls()).isEqualTo(77);
		});
	}

	@Test
	void metersGoOnWithTheReplacement() {
		run((context) -> {
			breaker(context, "inventory").transitionToOpenState();
			apply(context, Map.of(BREAKER + "failure-rate-threshold", "30"));
			MeterRegistry meters = context.getBean(MeterRegistry.class);
			assertThat(stateCode(meters)).isEqualTo(2);
			breaker(context, "inventory").transitionToClosedState();
			assertThat(stateCode(meters)).isZero();
			breaker(context, "inventory").onSuccess(1, TimeUnit.MILLISECONDS);
			assertThat(context.getBean(PrometheusMeterRegistry.class).scrape())
				.contains("resilience4j_circuitbreaker_calls_seconds_count{application=\"application\","
						+ "kind=\"successful\",name=\"inventory\"} 1");
			assertThat(transitions(meters, "closed", "open")).as("replacing it is none").isEqualTo(1);
			assertThat(transitions(meters, "open", "closed")).isEqualTo(1);
		});
	}

	@Test
	void whatTheReplacedBreakerStillDoesIsNotCounted(CapturedOutput output) {
		run((context) -> {
			CircuitBreaker before = breaker(context, "inventory");
			before.transitionToOpenState();
			apply(context, Map.of(BREAKER + "failure-rate-threshold", "30"));
			before.transitionToHalfOpenState();
			assertThat(transitions(context.getBean(MeterRegistry.class), "open", "half_open")).isZero();
			assertThat(output).doesNotContain("'inventory': OPEN -> HALF_OPEN");
		});
	}

	@Test
	void propertiesThatOthersReadAreUpToDate() {
		run((context) -> {
			apply(context, Map.of("resilience4j.circuitbreaker.instances.new.register-health-indicator", "false"));
			CircuitBreakerProperties properties = context.getBean(CircuitBreakerProperties.class);
			assertThat(properties.getInstances()).containsOnlyKeys("inventory", "new");
			apply(context, Map.of());
			assertThat(properties.getInstances()).containsOnlyKeys("inventory");
		});
	}

	private void run(ContextConsumer<AssertableApplicationContext> consumer) {
		this.contextRunner.run(consumer);
	}

	private static ReconfigurationResult apply(ApplicationContext context, Map<String, ?> properties) {
		return context.getBean(Reconfiguration.class).apply(properties);
	}

	private static CircuitBreaker breaker(ApplicationContext context, String name) {
		return context.getBean(CircuitBreakerRegistry.class).find(name).orElseThrow();
	}

	private static double stateCode(MeterRegistry meters) {
		return meters.get("resilience.circuitbreaker.state.code").tag("name", "inventory").gauge().value();
	}

	private static double transitions(MeterRegistry meters, String from, String to) {
		return meters.get("resilience.circuitbreaker.transitions")
			.tags("name", "inventory", "from", from, "to", to)
			.counter()
			.count();
	}

	@Configuration(proxyBeanMethods = false)
	static class Customized {

		@Bean
		CircuitBreakerConfigCustomizer customizer() {
			return CircuitBreakerConfigCustomizer.of("customized", (builder) -> builder.minimumNumberOfCalls(77));
		}

	}

}
