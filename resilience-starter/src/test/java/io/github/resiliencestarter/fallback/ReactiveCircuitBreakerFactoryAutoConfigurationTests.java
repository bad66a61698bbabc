package io.github.resiliencestarter.fallback;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.reactor.circuitbreaker.operator.CircuitBreakerOperator;
import io.github.resiliencestarter.StarterContext;
import io.github.resiliencestarter.guard.Attempt;
import io.github.resiliencestarter.guard.Guard;
import io.github.resiliencestarter.guard.Guards;
import io.github.resiliencestarter.guard.Outcome;
import io.github.resiliencestarter.guard.ReactiveCall;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cloud.circuitbreaker.resilience4j.ReactiveResilience4JCircuitBreakerFactory;
import org.springframework.cloud.circuitbreaker.resilience4j.Resilience4JConfigBuilder;
import org.springframework.cloud.client.circuitbreaker.Customizer;
import org.springframework.cloud.client.circuitbreaker.ReactiveCircuitBreakerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.mock;

class ReactiveCircuitBreakerFactoryAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = StarterContext.runner();

	@Test
	void factorySharesItsBreakersWithResilience4j() {
		this.contextRunner.run((context) -> {
			CircuitBreaker breaker = context.getBean(CircuitBreakerRegistry.class).circuitBreaker("inventory");
			ReactiveCircuitBreakerFactory<?, ?> factory = context.getBean(ReactiveCircuitBreakerFactory.class);
			breaker.transitionToOpenState();
			assertThat(run(factory, Mono.just("answer"))).isEqualTo("fallback");
			breaker.transitionToClosedState();
			assertThat(run(factory, Mono.just("answer"))).isEqualTo("answer");
			assertThat(breaker.getMetrics().getNumberOfSuccessfulCalls()).isEqualTo(1);
		});
	}

	@Test
	void guardedCallWithinCountsOnce() {
		this.contextRunner.run((context) -> {
			Guard guard = context.getBean(Guards.class).forTarget("inventory");
			assertThat(guard).isNotNull();
			ReactiveCircuitBreakerFactory<?, ?> factory = context.getBean(ReactiveCircuitBreakerFactory.class);
			CircuitBreaker breaker = context.getBean(CircuitBreakerRegistry.class).circuitBreaker("inventory");
			assertThat(run(factory, guard.call(new Call()))).isEqualTo("answer");
			assertThat(breaker.getMetrics().getNumberOfBufferedCalls()).isEqualTo(1);
			assertThat(factory.create("inventory").run(Flux.from(guard.call(new Call()))).blockLast())
				.isEqualTo("answer");
			assertThat(breaker.getMetrics().getNumberOfBufferedCalls()).isEqualTo(2);
			guard.call(new Call()).block();
			assertThat(breaker.getMetrics().getNumberOfBufferedCalls()).isEqualTo(3);
		});
	}

	@Test
	void springCloudsOwnFactoryIsBackWhenTheStarterIsSwitchedOff() {
		this.contextRunner.withPropertyValues("resilience.enabled=false", "spring.application.name=storefront")
			.run((context) -> assertThat(context).doesNotHaveBean(EnclosingReactiveCircuitBreakerFactory.class)
				.hasSingleBean(ReactiveCircuitBreakerFactory.class));
	}

	@Test
	void propertyOfSpringCloudSwitchesItOff() {
		this.contextRunner.withPropertyValues("spring.cloud.circuitbreaker.resilience4j.reactive.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(ReactiveCircuitBreakerFactory.class));
	}

	@Test
	void backsOffWithoutTheReactiveOperators() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(CircuitBreakerOperator.class))
			.run((context) -> assertThat(context).doesNotHaveBean(EnclosingReactiveCircuitBreakerFactory.class));
	}

	@Test
	void usersFactoryWins() {
		this.contextRunner.withUserConfiguration(UserFactoryConfiguration.class)
			.run((context) -> assertThat(context).hasSingleBean(ReactiveCircuitBreakerFactory.class)
				.hasBean("userFactory"));
	}

	@Test
	void usersCustomizerIsApplied() {
		this.contextRunner.withUserConfiguration(CustomizerConfiguration.class).run((context) -> {
			context.getBean(ReactiveCircuitBreakerFactory.class).create("customized").run(Mono.just("answer")).block();
			assertThat(context.getBean(CircuitBreakerRegistry.class)
				.circuitBreaker("customized")
				.getCircuitBreakerConfig()
				.getSlidingWindowSize()).isEqualTo(17);
		});
	}

	private static String run(ReactiveCircuitBreakerFactory<?, ?> factory, Mono<String> call) {
		return String.valueOf(factory.create("inventory").run(call, (failure) -> Mono.just("fallback")).block());
	}

	private static final class Call implements ReactiveCall<String> {

		@Override
		public Mono<String> attempt(Attempt attempt) {
			return Mono.just("answer");
		}

		@Override
		public Outcome outcomeOf(Throwable error) {
			return Outcome.UNRELATED;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class UserFactoryConfiguration {

		@Bean
		ReactiveCircuitBreakerFactory<?, ?> userFactory() {
			return mock(ReactiveCircuitBreakerFactory.class);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class CustomizerConfiguration {

		@Bean
		Customizer<ReactiveResilience4JCircuitBreakerFactory> customizer() {
			return (factory) -> factory.configure(CustomizerConfiguration::customize, "customized");
		}

		private static void customize(Resilience4JConfigBuilder builder) {
			builder.circuitBreakerConfig(CircuitBreakerConfig.custom().slidingWindowSize(17).build());
		}

	}

}
