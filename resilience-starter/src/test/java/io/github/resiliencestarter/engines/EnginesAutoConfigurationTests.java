package io.github.resiliencestarter.engines;

import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.core.Registry;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resiliencestarter.StarterContext;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cloud.context.scope.refresh.RefreshScope;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EnginesAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class EnginesAutoConfigurationTests {

	private static final String OPENED = "Circuit breaker 'inventory': CLOSED -> OPEN";

	private final ApplicationContextRunner runner = StarterContext.runner();

	@ParameterizedTest
	@ValueSource(strings = { "resilience.metrics.enabled=false", "resilience.client.enabled=false",
			"resilience.annotation.enabled=false", "resilience.reconfiguration.enabled=false" })
	void stateChangesAreLoggedWhateverElseIsDisabled(String property, CapturedOutput output) {
		this.runner.withPropertyValues(property).run((context) -> {
			context.getBean(CircuitBreakerRegistry.class).circuitBreaker("inventory").transitionToOpenState();
			assertThat(output).containsOnlyOnce(OPENED);
		});
	}

	@Test
	void stateChangesAreNotLoggedWhenTheStarterIsDisabled(CapturedOutput output) {
		this.runner.withPropertyValues("resilience.enabled=false").run((context) -> {
			assertThat(context).doesNotHaveBean(Engines.class).doesNotHaveBean(StateChangeLog.class);
			context.getBean(CircuitBreakerRegistry.class).circuitBreaker("inventory").transitionToOpenState();
			assertThat(output).doesNotContain(OPENED);
		});
	}

	@Test
	void stateChangesOfABreakerInTheUsersOwnRegistryAreLoggedAndCounted(CapturedOutput output) {
		this.runner.withPropertyValues("management.defaults.metrics.export.enabled=true")
			.withUserConfiguration(OwnRegistry.class)
			.run((context) -> {
				CircuitBreakerRegistry registry = context.getBean(CircuitBreakerRegistry.class);
				registry.circuitBreaker("inventory").transitionToOpenState();
				registry.circuitBreaker("later").transitionToOpenState();
				assertThat(output).containsOnlyOnce(OPENED).containsOnlyOnce("Circuit breaker 'later': CLOSED -> OPEN");
				for (String name : new String[] { "inventory", "later" }) {
					assertThat(context.getBean(MeterRegistry.class)
						.get("resilience.circuitbreaker.transitions")
						.tags("name", name, "to", "open", "from", "closed")
						.counter()
						.count()).isOne();
				}
			});
	}

	@Test
	void registriesInTheRefreshScopeAreFollowed() {
		this.runner.withPropertyValues("resilience.reconfiguration.enabled=false").run((context) -> {
			Engines engines = context.getBean(Engines.class);
			CircuitBreaker before = engines.ofTarget("inventory").breaker();
			int revision = engines.revision();
			context.getBean(RefreshScope.class).refreshAll();
			assertThat(engines.revision()).isNotEqualTo(revision);
			TargetEngines after = engines.ofTarget("inventory");
			assertThat(after.breaker()).isNotSameAs(before);
			revision = engines.revision();
			CircuitBreaker replacement = CircuitBreaker.ofDefaults("inventory");
			context.getBean(CircuitBreakerRegistry.class).replace("inventory", replacement);
			assertThat(engines.revision()).isEqualTo(revision + 1);
			replacement.transitionToOpenState();
			assertThat(engines.ofTarget("inventory").openWait().untilProbe()).isPositive();
		});
	}

	@Test
	void allRegistriesAreFollowed() {
		this.runner.run((context) -> {
			Engines engines = context.getBean(Engines.class);
			EngineKind.ALL.forEach((kind) -> {
				int revision = engines.revision();
				create(kind, context.getBean(kind.registryType()));
				assertThat(engines.revision()).as(kind.registryType().getSimpleName()).isEqualTo(revision + 1);
			});
		});
	}

	@Test
	void excludedRegistryIsMissing() {
		this.runner.withPropertyValues(
				"spring.autoconfigure.exclude=io.github.resilience4j.springboot.retry.autoconfigure.RetryAutoConfiguration")
			.run((context) -> {
				assertThat(context).doesNotHaveBean(RetryRegistry.class).hasSingleBean(BulkheadRegistry.class);
				assertThat(context.getBean(Engines.class).retries().isMissing()).isTrue();
				assertThat(context.getBean(Engines.class).bulkheads().isMissing()).isFalse();
			});
	}

	private static <R extends Registry<E, C>, E, C> void create(EngineKind<R, E, C> kind, Object registry) {
		R typed = kind.registryType().cast(registry);
		kind.lookup().get(typed, "new", typed.getDefaultConfig());
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnRegistry {

		@Bean
		CircuitBreakerRegistry ownRegistry() {
			CircuitBreakerRegistry registry = CircuitBreakerRegistry.ofDefaults();
			registry.circuitBreaker("inventory");
			return registry;
		}

	}

}
