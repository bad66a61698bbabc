package io.github.resiliencestarter.reconfiguration;

import java.util.Map;
import java.util.Set;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerProperties;
import io.github.resiliencestarter.StarterContext;
import io.github.resiliencestarter.engines.EnginesAutoConfiguration;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.cloud.context.environment.EnvironmentChangeEvent;
import org.springframework.cloud.context.scope.refresh.RefreshScope;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.MapPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

class ReconfigurationAutoConfigurationTests {

	private static final String BREAKER = "resilience4j.circuitbreaker.instances.inventory.";

	private final ApplicationContextRunner contextRunner = StarterContext.runner()
		.withPropertyValues(BREAKER + "failure-rate-threshold=40",
				"resilience4j.retry.instances.inventory.max-attempts=4",
				"resilience4j.circuitbreaker.configs.strict.minimum-number-of-calls=5");

	@Test
	void followsTheEnvironmentWhenItSaysThatItHasChanged() {
		run((context) -> {
			change(context, BREAKER + "failure-rate-threshold", "30");
			assertThat(breaker(context, "inventory").getCircuitBreakerConfig().getFailureRateThreshold()).isEqualTo(30);
		});
	}

	@Test
	void wrongValueInTheEnvironmentDoesNotKeepOthersFromBeingBound() {
		run((context) -> {
			change(context, BREAKER + "failure-rate-threshold", "200");
			assertThat(breaker(context, "inventory").getCircuitBreakerConfig().getFailureRateThreshold()).isEqualTo(40);
			assertThat(context.getBean(CircuitBreakerProperties.class).getInstances()).containsOnlyKeys("inventory");
		});
	}

	@Test
	void registriesAreNotInTheRefreshScope() {
		run((context) -> {
			CircuitBreaker before = breaker(context, "inventory");
			context.getBean(RefreshScope.class).refreshAll();
			assertThat(breaker(context, "inventory")).isSameAs(before);
		});
	}

	@Test
	void registriesAreWhereResilience4jHasThemWhenSwitchedOff() {
		this.contextRunner.withPropertyValues("resilience.reconfiguration.enabled=false").run((context) -> {
			assertThat(context).doesNotHaveBean(Reconfiguration.class);
			CircuitBreaker before = breaker(context, "inventory");
			change(context, BREAKER + "failure-rate-threshold", "30");
			context.getBean(RefreshScope.class).refreshAll();
			assertThat(breaker(context, "inventory")).isNotSameAs(before);
			assertThat(breaker(context, "inventory").getCircuitBreakerConfig().getFailureRateThreshold()).isEqualTo(30);
		});
	}

	@Test
	void isSwitchedOffWithTheStarter() {
		StarterContext.bareRunner()
			.withConfiguration(
					AutoConfigurations.of(EnginesAutoConfiguration.class, ReconfigurationAutoConfiguration.class))
			.withPropertyValues("resilience.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(Reconfiguration.class));
	}

	@Test
	void startsWithoutAnyRegistryToReconfigure() {
		StarterContext.bareRunner()
			.withConfiguration(
					AutoConfigurations.of(EnginesAutoConfiguration.class, ReconfigurationAutoConfiguration.class))
			.run((context) -> assertThat(context).hasSingleBean(Reconfiguration.class));
	}

	@Test
	void startsWithoutSpringCloudContext() {
		StarterContext.bareRunner()
			.withConfiguration(
					AutoConfigurations.of(EnginesAutoConfiguration.class, ReconfigurationAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader(EnvironmentChangeEvent.class))
			.run((context) -> assertThat(context).hasSingleBean(Reconfiguration.class)
				.doesNotHaveBean("reconfigurationEnvironmentChangeListener"));
	}

	private void run(ContextConsumer<AssertableApplicationContext> consumer) {
		this.contextRunner.run(consumer);
	}

	private static void change(AssertableApplicationContext context, String key, String value) {
		context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", Map.of(key, value)));
		context.publishEvent(new EnvironmentChangeEvent(context.getSourceApplicationContext(), Set.of(key)));
	}

	private static CircuitBreaker breaker(ApplicationContext context, String name) {
		return context.getBean(CircuitBreakerRegistry.class).find(name).orElseThrow();
	}

}
