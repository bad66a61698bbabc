package io.github.resiliencestarter.guard;

import java.time.Duration;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.springboot.bulkhead.autoconfigure.BulkheadAutoConfiguration;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerAutoConfiguration;
import io.github.resilience4j.springboot.retry.autoconfigure.RetryAutoConfiguration;
import io.github.resiliencestarter.engines.EnginesAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

/**
 * Tests for {@link GuardAutoConfiguration}.
 */
class GuardAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(CircuitBreakerAutoConfiguration.class, RetryAutoConfiguration.class,
				BulkheadAutoConfiguration.class, GuardAutoConfiguration.class, EnginesAutoConfiguration.class));

	@Test
	void guardsEveryTargetByDefault() {
		this.runner.run((context) -> {
			assertThat(settings(context, "inventory")).isEqualTo(new GuardSettings(true, Duration.ofSeconds(15),
					Duration.ofSeconds(5), true, new RetryBudgetSettings(0.2, 1, Duration.ofSeconds(10))));
			assertThat(context.getBean(Guards.class).forTarget("inventory"))
				.isSameAs(context.getBean(Guards.class).forTarget("inventory"));
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "resilience.enabled=false", "resilience.client.enabled=false" })
	void canBeSwitchedOff(String property) {
		this.runner.withPropertyValues(property).run((context) -> assertThat(context).doesNotHaveBean(Guards.class));
	}

	@Test
	void canBeSwitchedOffForOneTarget() {
		this.runner
			.withPropertyValues("resilience.client.targets.inventory.enabled=false", "resilience.client.enabled=true")
			.run((context) -> {
				assertThat(context.getBean(Guards.class).forTarget("inventory")).isNull();
				assertThat(context.getBean(Guards.class).forTarget("orders")).isNotNull();
			});
	}

	@Test
	void appliesTheSettingsOfATargetOnTopOfThoseForAll() {
		this.runner
			.withPropertyValues("resilience.client.timeout=8s", "resilience.client.targets.inventory.timeout=900ms",
					"resilience.client.targets.inventory.retry-budget.ratio=0.5",
					"resilience.client.targets.inventory.adaptive-limit=false",
					"resilience.client.targets.[api.example.com].attempt-timeout=7s",
					"resilience.client.targets.order-service.attempt-timeout=1s")
			.run((context) -> {
				assertThat(settings(context, "inventory")).isEqualTo(new GuardSettings(true, Duration.ofMillis(900),
						Duration.ofMillis(900), false, new RetryBudgetSettings(0.5, 1, Duration.ofSeconds(10))));
				assertThat(settings(context, "api.example.com").attemptTimeout()).isEqualTo(Duration.ofSeconds(7));
				assertThat(settings(context, "order-service").attemptTimeout()).isEqualTo(Duration.ofSeconds(1));
				assertThat(settings(context, "orders").timeout()).isEqualTo(Duration.ofSeconds(8));
			});
	}

	@Test
	void hedgesOnlyTheTargetsForWhichItIsEnabled() {
		this.runner
			.withPropertyValues("resilience.client.targets.inventory.hedge.after=p95",
					"resilience.client.targets.orders.hedge.after=80ms", "resilience.client.targets.search.timeout=1s",
					"resilience.client.targets.pricing.hedge.after=never")
			.run((context) -> {
				assertThat(settings(context, "inventory").hedge()).isEqualTo(new HedgeDelay.Percentile(95));
				assertThat(settings(context, "orders").hedge()).isEqualTo(new HedgeDelay.Fixed(Duration.ofMillis(80)));
				assertThat(settings(context, "search").hedge()).isEqualTo(HedgeDelay.NEVER);
				assertThat(settings(context, "pricing").hedge()).isEqualTo(HedgeDelay.NEVER);
			});
	}

	@Test
	void knowsConfiguredTargetsBeforeTheirFirstCall() {
		this.runner.withPropertyValues("resilience.client.targets.inventory.timeout=1s")
			.run((context) -> assertThat(context.getBean(CircuitBreakerRegistry.class).find("inventory")).isPresent());
	}

	@Test
	void readsTheSettingsOfANameInBracketsAtStart() {
		this.runner.withPropertyValues("resilience.client.targets.[Order_Service].timeout=0")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.asInstanceOf(type(InvalidConfigurationPropertyValueException.class))
				.returns("resilience.client.targets[Order_Service].timeout",
						InvalidConfigurationPropertyValueException::getName));
	}

	@ParameterizedTest
	@ValueSource(strings = { "resilience.client.timeout=0", "resilience.client.attempt-timeout=16s",
			"resilience.client.max-targets=0", "resilience.client.retry-budget.ratio=1.1",
			"resilience.client.retry-budget.ratio=NaN", "resilience.client.retry-budget.min-per-second=-1",
			"resilience.client.retry-budget.window=10ms", "resilience.client.targets.inventory.attempt-timeout=1h" })
	void refusesToStartWithWhatMakesNoSense(String property) {
		String key = property.substring(0, property.indexOf('=')).replace("inventory", "");
		this.runner.withPropertyValues(property)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining(key.substring(key.lastIndexOf('.') + 1)));
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "timeout=0s", "attempt-timeout=1h", "retry-budget.ratio=1.1", "retry-budget.min-per-second=-1",
					"retry-budget.window=10ms", "hedge.after=soon", "hedge.after=p20", "hedge.after=5s" })
	void reportsWhatMakesNoSenseForOneTargetUnderItsKey(String property) {
		String key = "resilience.client.targets.inventory." + property.substring(0, property.indexOf('='));
		this.runner.withPropertyValues("resilience.client.targets.inventory." + property)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.asInstanceOf(type(InvalidConfigurationPropertyValueException.class))
				.returns(key, InvalidConfigurationPropertyValueException::getName));
	}

	@ParameterizedTest
	@ValueSource(strings = { "timeout", "enabled", "targets", "attempt-timeout", "retry-budget", "max-targets" })
	void targetMayBeCalledLikeAProperty(String target) {
		this.runner.withPropertyValues("resilience.client.targets." + target + ".timeout=900ms").run((context) -> {
			assertThat(settings(context, target).timeout()).hasMillis(900);
			assertThat(settings(context, "orders").timeout()).hasSeconds(15);
			assertThat(context.getBean(CircuitBreakerRegistry.class).find(target)).isPresent();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "resilience.client.targets=", "resilience.client.targets.orders=",
			"resilience.client.targets.orders.timeout=" })
	void emptyTargetHasTheSettingsForAll(String property) {
		this.runner.withPropertyValues(property)
			.run((context) -> assertThat(settings(context, "orders").timeout()).hasSeconds(15));
	}

	@Test
	void targetThatIsFirstCalledAfterAChangeHasTheNewSettings() {
		this.runner.run((context) -> {
			TestPropertyValues.of("resilience.client.targets.orders.timeout=2s").applyTo(context.getEnvironment());
			assertThat(settings(context, "orders").timeout()).hasSeconds(2);
		});
	}

	@Test
	void invalidChangeDoesNotFailCalls() {
		this.runner.withPropertyValues("resilience.client.timeout=8s").run((context) -> {
			TestPropertyValues.of("resilience.client.targets.orders.attempt-timeout=1h")
				.applyTo(context.getEnvironment());
			assertThat(settings(context, "orders").timeout()).hasSeconds(8);
		});
	}

	@Test
	void customizersChangeTheSettingsOfATargetInOrder() {
		this.runner.withPropertyValues("resilience.client.targets.inventory.timeout=8s")
			.withUserConfiguration(Customizers.class)
			.run((context) -> {
				assertThat(settings(context, "inventory")).isEqualTo(new GuardSettings(true, Duration.ofSeconds(4),
						Duration.ofSeconds(4), false, new RetryBudgetSettings(0.2, 1, Duration.ofSeconds(10))));
				assertThat(settings(context, "orders").timeout()).hasSeconds(15);
				assertThat(context.getBean(Guards.class).forTarget("legacy")).isNull();
			});
	}

	@Test
	void customizerThatFailsIsIgnored() {
		this.runner.withBean(GuardSettingsCustomizer.class, () -> (target, settings) -> {
			if (target.equals("orders")) {
				throw new IllegalStateException("broken");
			}
			return settings.withTimeout(Duration.ofSeconds(-1));
		}).run((context) -> {
			assertThat(settings(context, "orders").timeout()).hasSeconds(15);
			assertThat(settings(context, "inventory").timeout()).hasSeconds(15);
		});
	}

	@Test
	void bindsTheTargetsItGuards() {
		this.runner.withPropertyValues("resilience.client.max-targets=2").run((context) -> {
			Guards guards = context.getBean(Guards.class);
			assertThat(guards.forTarget("a")).isNotNull();
			assertThat(guards.forTarget("b")).isNotNull();
			assertThat(guards.forTarget("c")).isNull();
			assertThat(guards.forTarget("a")).isNotNull();
		});
	}

	@Test
	void guardFollowsAnInstanceThatIsReplaced() {
		this.runner.run((context) -> {
			Guard guard = context.getBean(Guards.class).forTarget("inventory");
			CircuitBreaker replacement = CircuitBreaker.ofDefaults("inventory");
			context.getBean(CircuitBreakerRegistry.class).replace("inventory", replacement);
			assertThat(guard).isNotNull().extracting((each) -> each.gates().engines().breaker()).isSameAs(replacement);
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class Customizers {

		@Bean
		@Order(2)
		GuardSettingsCustomizer halfTheTime() {
			return (target, settings) -> target.equals("inventory")
					? settings.withTimeout(settings.timeout().dividedBy(2)) : settings;
		}

		@Bean
		@Order(1)
		GuardSettingsCustomizer noLimitForInventory() {
			return (target, settings) -> settings.timeout().toSeconds() == 8 ? settings.withAdaptiveLimit(false)
					: settings;
		}

		@Bean
		GuardSettingsCustomizer legacyIsNotGuarded() {
			return (target, settings) -> target.equals("legacy") ? settings.withEnabled(false) : settings;
		}

	}

	private static GuardSettings settings(ApplicationContext context, String target) {
		Guard guard = context.getBean(Guards.class).forTarget(target);
		assertThat(guard).isNotNull();
		return guard.settings();
	}

}
