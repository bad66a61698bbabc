package io.github.resiliencestarter.reconfiguration;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.springboot.bulkhead.autoconfigure.BulkheadAutoConfiguration;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerAutoConfiguration;
import io.github.resilience4j.springboot.retry.autoconfigure.RetryAutoConfiguration;
import io.github.resiliencestarter.engines.EnginesAutoConfiguration;
import io.github.resiliencestarter.guard.Guard;
import io.github.resiliencestarter.guard.GuardAutoConfiguration;
import io.github.resiliencestarter.guard.Guards;
import io.github.resiliencestarter.loadbalancing.LoadBalancingAutoConfiguration;
import io.github.resiliencestarter.reconfiguration.ReconfigurationResult.Applied;
import io.github.resiliencestarter.reconfiguration.ReconfigurationResult.Rejected;
import io.github.resiliencestarter.reconfiguration.ReconfigurationResult.Valid;
import io.github.resiliencestarter.targets.SettingChange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

/**
 * Tests for live settings of guarded targets, and for layers of {@link Reconfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class LiveSettingsTests {

	private static final String TIMEOUT = "resilience.client.targets.inventory.timeout";

	private static final String THRESHOLD = "resilience4j.circuitbreaker.instances.inventory.failure-rate-threshold";

	private static final String EJECTED = "resilience.loadbalancing.targets.inventory.ejection.max-ejected";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(CircuitBreakerAutoConfiguration.class, RetryAutoConfiguration.class,
				BulkheadAutoConfiguration.class, GuardAutoConfiguration.class, EnginesAutoConfiguration.class,
				LoadBalancingAutoConfiguration.class, ReconfigurationAutoConfiguration.class))
		.withPropertyValues(TIMEOUT + "=8s", THRESHOLD + "=40");

	@Test
	void layerTakesPrecedenceOverThatOfTheApplication() {
		run((context) -> {
			Reconfiguration reconfiguration = context.getBean(Reconfiguration.class);
			reconfiguration.apply(ReconfigurationLayer.OVERRIDES, Map.of(TIMEOUT, "2s"));
			assertThat(timeout(context)).hasSeconds(2);
			// Applied later, but of a lower layer
			assertThat(reconfiguration.apply(Map.of(TIMEOUT, "3s"))).isEqualTo(new Applied(List.of()));
			assertThat(timeout(context)).hasSeconds(2);
			reconfiguration.apply(ReconfigurationLayer.OVERRIDES, Map.of());
			assertThat(timeout(context)).hasSeconds(3);
			reconfiguration.apply(Map.of());
			assertThat(timeout(context)).hasSeconds(8);
			assertThat(context.getEnvironment().getPropertySources().stream().map(PropertySource::getName))
				.noneMatch((name) -> name.startsWith("resilienceReconfiguration"));
		});
	}

	@Test
	void bothKindsOfKeysChangeTogether(CapturedOutput output) {
		run((context) -> {
			Reconfiguration reconfiguration = context.getBean(Reconfiguration.class);
			assertThat(reconfiguration.apply(ReconfigurationLayer.OVERRIDES,
					Map.of(TIMEOUT, "2s", THRESHOLD, "30", EJECTED, "0.1")))
				.asInstanceOf(type(Applied.class))
				.satisfies((applied) -> assertThat(applied.changes()).hasSize(3));
			assertThat(timeout(context)).hasSeconds(2);
			assertThat(breaker(context).getCircuitBreakerConfig().getFailureRateThreshold()).isEqualTo(30);
			assertThat(output)
				.containsOnlyOnce("Reconfigured resilience.client.targets.inventory: timeout PT8S -> PT2S, "
						+ "attempt-timeout PT5S -> PT2S")
				.containsOnlyOnce(
						"Reconfigured resilience.loadbalancing.targets.inventory: " + "ejection.max-ejected 0.5 -> 0.1")
				.containsOnlyOnce("failure-rate-threshold 40.0 -> 30.0");
		});
	}

	@ParameterizedTest
	@CsvSource({ "resilience.client.targets.inventory.timeout, 0s", "resilience.client.targets.inventory.timeout, soon",
			"resilience4j.circuitbreaker.instances.inventory.failure-rate-threshold, 200",
			"resilience.loadbalancing.ejection.max-ejected, 7", "resilience.client.retry-budget.ratio, 2" })
	void invalidValueKeepsAllOthersFromChanging(String key, String value, CapturedOutput output) {
		Map<String, Object> properties = new HashMap<>(Map.of(TIMEOUT, "2s", THRESHOLD, "30", EJECTED, "0.1"));
		properties.put(key, value);
		run((context) -> {
			CircuitBreaker breaker = breaker(context);
			ReconfigurationResult result = context.getBean(Reconfiguration.class)
				.apply(ReconfigurationLayer.OVERRIDES, properties);
			assertThat(result).asInstanceOf(type(Rejected.class)).satisfies((rejected) -> {
				assertThat(rejected.key()).isEqualTo(key);
				assertThat(rejected.value()).isNotNull();
				assertThat(rejected.reason()).isNotEmpty();
			});
			assertThat(timeout(context)).hasSeconds(8);
			assertThat(breaker(context)).isSameAs(breaker);
			assertThat(context.getEnvironment().getProperty(TIMEOUT)).isEqualTo("8s");
			assertThat(output).containsOnlyOnce(" WARN ").containsOnlyOnce("Correct " + key + "=");
		});
	}

	@Test
	void rejectedLayerKeepsThePreviousOne() {
		run((context) -> {
			Reconfiguration reconfiguration = context.getBean(Reconfiguration.class);
			reconfiguration.apply(ReconfigurationLayer.OVERRIDES, Map.of(TIMEOUT, "2s", THRESHOLD, "30"));
			reconfiguration.apply(ReconfigurationLayer.OVERRIDES, Map.of(TIMEOUT, "3s", THRESHOLD, "200"));
			assertThat(timeout(context)).hasSeconds(2);
			assertThat(context.getEnvironment().getProperty(TIMEOUT)).isEqualTo("2s");
			assertThat(context.getEnvironment().getProperty(THRESHOLD)).isEqualTo("30");
		});
	}

	@Test
	void validationTellsWhatWouldChangeAndChangesNothing(CapturedOutput output) {
		run((context) -> {
			CircuitBreaker breaker = breaker(context);
			ReconfigurationResult result = context.getBean(Reconfiguration.class)
				.validate(ReconfigurationLayer.OVERRIDES, Map.of(TIMEOUT, "6s", THRESHOLD, "30", EJECTED, "0.1"));
			assertThat(result).isEqualTo(new Valid(
					List.of(new SettingChange("inventory", TIMEOUT, Duration.ofSeconds(8), Duration.ofSeconds(6)),
							new SettingChange("inventory", EJECTED, 0.5, 0.1),
							new SettingChange("inventory", THRESHOLD, 40.0f, 30.0f))));
			assertThat(timeout(context)).hasSeconds(8);
			assertThat(breaker(context)).isSameAs(breaker);
			assertThat(context.getEnvironment().getProperty(THRESHOLD)).isEqualTo("40");
			assertThat(output).doesNotContain("Reconfigured");
		});
	}

	@Test
	void validationRejectsAnInvalidValueWithoutAWarning(CapturedOutput output) {
		run((context) -> {
			assertThat(context.getBean(Reconfiguration.class).validate(Map.of(TIMEOUT, "0s")))
				.asInstanceOf(type(Rejected.class))
				.returns(TIMEOUT, Rejected::key);
			assertThat(output).doesNotContain(" WARN ");
		});
	}

	@Test
	void refreshAppliesAChangedEnvironment() {
		run((context) -> {
			ConfigurableEnvironment environment = context.getEnvironment();
			new Layers(environment).set(ReconfigurationLayer.APPLICATION, Map.of(TIMEOUT, "4s"));
			assertThat(timeout(context)).hasSeconds(8);
			context.getBean(Reconfiguration.class).refresh();
			assertThat(timeout(context)).hasSeconds(4);
		});
	}

	@Test
	void placeholdersAreResolved() {
		run((context) -> {
			context.getBean(Reconfiguration.class).apply(Map.of(TIMEOUT, "${slow}", "slow", "7s"));
			assertThat(timeout(context)).hasSeconds(7);
		});
	}

	private void run(ContextConsumer<AssertableApplicationContext> test) {
		this.runner.run(test);
	}

	private static Duration timeout(AssertableApplicationContext context) {
		Guard guard = Objects.requireNonNull(context.getBean(Guards.class).forTarget("inventory"));
		return guard.settings().timeout();
	}

	private static CircuitBreaker breaker(AssertableApplicationContext context) {
		return context.getBean(CircuitBreakerRegistry.class).find("inventory").orElseThrow();
	}

}
