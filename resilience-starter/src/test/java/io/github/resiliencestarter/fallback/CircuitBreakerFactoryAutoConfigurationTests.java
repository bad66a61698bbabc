package io.github.resiliencestarter.fallback;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.timelimiter.TimeLimiterConfig;
import io.github.resiliencestarter.StarterContext;
import io.github.resiliencestarter.guard.Attempt;
import io.github.resiliencestarter.guard.BlockingCall;
import io.github.resiliencestarter.guard.Guard;
import io.github.resiliencestarter.guard.Guards;
import io.github.resiliencestarter.guard.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cloud.circuitbreaker.resilience4j.Resilience4JAutoConfiguration;
import org.springframework.cloud.circuitbreaker.resilience4j.Resilience4JCircuitBreakerFactory;
import org.springframework.cloud.circuitbreaker.resilience4j.Resilience4JConfigBuilder;
import org.springframework.cloud.circuitbreaker.resilience4j.Resilience4jBulkheadProvider;
import org.springframework.cloud.client.circuitbreaker.CircuitBreakerFactory;
import org.springframework.cloud.client.circuitbreaker.Customizer;
import org.springframework.cloud.client.circuitbreaker.NoFallbackAvailableException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.BDDMockito.mock;

@ExtendWith(OutputCaptureExtension.class)
class CircuitBreakerFactoryAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = StarterContext.runner();

	@Test
	void factorySharesItsBreakersWithResilience4j() {
		this.contextRunner.run((context) -> {
			CircuitBreaker breaker = context.getBean(CircuitBreakerRegistry.class).circuitBreaker("inventory");
			breaker.transitionToOpenState();
			assertThat(factory(context.getBean(CircuitBreakerFactory.class), () -> "answer")).isEqualTo("fallback");
			breaker.transitionToClosedState();
			assertThat(factory(context.getBean(CircuitBreakerFactory.class), () -> "answer")).isEqualTo("answer");
			assertThat(breaker.getMetrics().getNumberOfSuccessfulCalls()).isEqualTo(1);
		});
	}

	@Test
	void factoryRunsTheCallOnTheCallersThreadWithoutATimeLimit(CapturedOutput output) {
		this.contextRunner.withPropertyValues("resilience4j.timelimiter.configs.default.timeout-duration=1ms")
			.run((context) -> {
				Thread caller = Thread.currentThread();
				assertThat(factory(context.getBean(CircuitBreakerFactory.class), () -> {
					awaitLongerThanTheLimit();
					return (Thread.currentThread() == caller) ? "here" : "elsewhere";
				})).isEqualTo("here");
				assertThat(output).doesNotContain("timeLimiterConfig");
			});
	}

	@Test
	void guardedCallWithinCountsOnce() {
		this.contextRunner.run((context) -> {
			Guard guard = context.getBean(Guards.class).forTarget("inventory");
			assertThat(guard).isNotNull();
			CircuitBreakerFactory<?, ?> factory = context.getBean(CircuitBreakerFactory.class);
			assertThat(factory(factory, () -> guarded(guard))).isEqualTo("answer");
			CircuitBreaker breaker = context.getBean(CircuitBreakerRegistry.class).circuitBreaker("inventory");
			assertThat(breaker.getMetrics().getNumberOfBufferedCalls()).isEqualTo(1);
			assertThat(guarded(guard)).isEqualTo("answer");
			assertThat(breaker.getMetrics().getNumberOfBufferedCalls()).isEqualTo(2);
		});
	}

	@Test
	void factoryThrowsWhatTheCallThrew() {
		this.contextRunner.run((context) -> {
			CircuitBreakerFactory<?, ?> factory = context.getBean(CircuitBreakerFactory.class);
			assertThatThrownBy(() -> factory.create("inventory").run(() -> {
				throw new IllegalStateException("from the call");
			})).isInstanceOf(NoFallbackAvailableException.class).hasRootCauseMessage("from the call");
		});
	}

	@Test
	void startSaysNothingOfAMissingClass(CapturedOutput output) {
		this.contextRunner.run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean(Resilience4JAutoConfiguration.class);
			assertThat(output).doesNotContain("springboot3").doesNotContain("Failed to introspect");
		});
	}

	@Test
	void springCloudsOwnConfigurationIsBackWhenTheStarterIsSwitchedOff() {
		this.contextRunner.withPropertyValues("resilience.enabled=false", "spring.application.name=storefront")
			.run((context) -> assertThat(context).hasSingleBean(Resilience4JAutoConfiguration.class)
				.doesNotHaveBean(CircuitBreakerFactoryAutoConfiguration.class));
	}

	@Test
	void usersFactoryWins() {
		this.contextRunner.withUserConfiguration(UserFactoryConfiguration.class)
			.run((context) -> assertThat(context).hasSingleBean(CircuitBreakerFactory.class).hasBean("userFactory"));
	}

	@Test
	void usersCustomizerIsApplied() {
		this.contextRunner.withUserConfiguration(CustomizerConfiguration.class).run((context) -> {
			context.getBean(CircuitBreakerFactory.class).create("customized").run(() -> "answer");
			assertThat(context.getBean(CircuitBreakerRegistry.class)
				.circuitBreaker("customized")
				.getCircuitBreakerConfig()
				.getSlidingWindowSize()).isEqualTo(17);
		});
	}

	@Test
	void bulkheadsAreForWhoAsksForThem() {
		this.contextRunner.run((context) -> assertThat(context).doesNotHaveBean(Resilience4jBulkheadProvider.class));
		this.contextRunner.withPropertyValues("spring.cloud.circuitbreaker.bulkhead.resilience4j.enabled=true")
			.run((context) -> assertThat(context).hasSingleBean(Resilience4jBulkheadProvider.class));
	}

	private static String factory(CircuitBreakerFactory<?, ?> factory, java.util.function.Supplier<String> call) {
		return factory.create("inventory").run(call, (failure) -> "fallback");
	}

	private static String guarded(Guard guard) {
		try {
			return guard.call(new BlockingCall<>() {

				@Override
				public String attempt(Attempt attempt) {
					return "answer";
				}

				@Override
				public Outcome outcomeOf(Throwable error) {
					return Outcome.UNRELATED;
				}

			});
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void awaitLongerThanTheLimit() {
		try {
			new CountDownLatch(1).await(50, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class UserFactoryConfiguration {

		@Bean
		CircuitBreakerFactory<?, ?> userFactory() {
			return mock(CircuitBreakerFactory.class);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class CustomizerConfiguration {

		@Bean
		Customizer<Resilience4JCircuitBreakerFactory> windowOf17() {
			return (factory) -> factory.configureDefault((id) -> new Resilience4JConfigBuilder(id).circuitBreakerConfig(
					io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.custom().slidingWindowSize(17).build())
				.timeLimiterConfig(TimeLimiterConfig.custom().timeoutDuration(Duration.ofSeconds(3)).build())
				.build());
		}

	}

}
