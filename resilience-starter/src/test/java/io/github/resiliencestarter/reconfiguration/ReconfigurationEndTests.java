package io.github.resiliencestarter.reconfiguration;

import java.util.List;
import java.util.Map;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerAutoConfiguration;
import io.github.resilience4j.springboot.retry.autoconfigure.RetryAutoConfiguration;
import io.github.resiliencestarter.StarterContext;
import io.github.resiliencestarter.engines.EnginesAutoConfiguration;
import io.github.resiliencestarter.reconfiguration.ReconfigurationResult.Applied;
import io.github.resiliencestarter.reconfiguration.ReconfigurationResult.Rejected;
import io.github.resiliencestarter.targets.LiveSettings;
import io.github.resiliencestarter.targets.PreparedChange;
import io.github.resiliencestarter.targets.SettingChange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the end of properties in {@link Reconfiguration}, and for its users.
 */
@ExtendWith(OutputCaptureExtension.class)
class ReconfigurationEndTests {

	private static final String BREAKER = "resilience4j.circuitbreaker.instances.inventory.";

	private final ApplicationContextRunner contextRunner = StarterContext.bareRunner()
		.withConfiguration(AutoConfigurations.of(CircuitBreakerAutoConfiguration.class, RetryAutoConfiguration.class,
				EnginesAutoConfiguration.class, ReconfigurationAutoConfiguration.class))
		.withPropertyValues(BREAKER + "failure-rate-threshold=40",
				"resilience4j.retry.instances.inventory.max-attempts=4");

	@Test
	void removedPropertiesEndAlthoughOthersAreInvalid(CapturedOutput output) {
		this.contextRunner.run((context) -> {
			Reconfiguration reconfiguration = context.getBean(Reconfiguration.class);
			CircuitBreakerRegistry breakers = context.getBean(CircuitBreakerRegistry.class);
			RetryRegistry retries = context.getBean(RetryRegistry.class);
			ReconfigurationLayer layer = ReconfigurationLayer.OVERRIDES;
			reconfiguration.apply(layer, Map.of(BREAKER + "failure-rate-threshold", "30",
					"resilience4j.retry.instances.inventory.max-attempts", "2"));
			assertThat(retries.retry("inventory").getRetryConfig().getMaxAttempts()).isEqualTo(2);
			MutablePropertySources sources = context.getEnvironment().getPropertySources();
			sources.addLast(new MapPropertySource("invalid",
					Map.of("resilience4j.circuitbreaker.instances.other.failure-rate-threshold", "500")));
			assertThat(reconfiguration.apply(layer, Map.of())).isInstanceOf(Rejected.class);
			reconfiguration.reduce(layer, Map.of());
			assertThat(retries.retry("inventory").getRetryConfig().getMaxAttempts()).isEqualTo(4);
			assertThat(sources.contains(layer.propertySource())).isFalse();
			assertThat(output).contains("stay until the environment is valid. Correct "
					+ "resilience4j.circuitbreaker.instances.other.failure-rate-threshold=500");
			sources.remove("invalid");
			int changes = reconfiguration.changes();
			reconfiguration.refresh();
			assertThat(reconfiguration.changes()).isGreaterThan(changes);
			assertThat(breakers.circuitBreaker("inventory").getCircuitBreakerConfig().getFailureRateThreshold())
				.isEqualTo(40);
		});
	}

	@Test
	void beanThatLiveSettingsNeedMayUseTheService() {
		this.contextRunner.withUserConfiguration(LiveSettingsConfiguration.class)
			.run((context) -> assertThat(
					context.getBean(Reconfiguration.class).apply(Map.of(BREAKER + "failure-rate-threshold", "30")))
				.isInstanceOf(Applied.class));
	}

	@Configuration(proxyBeanMethods = false)
	static class LiveSettingsConfiguration {

		@Bean
		LiveSettings liveSettings(Reconfiguration reconfiguration) {
			assertThat(reconfiguration).isNotNull();
			return (environment) -> new PreparedChange() {

				@Override
				public List<SettingChange> changes() {
					return List.of();
				}

				@Override
				public List<String> apply() {
					return List.of();
				}

			};
		}

	}

}
