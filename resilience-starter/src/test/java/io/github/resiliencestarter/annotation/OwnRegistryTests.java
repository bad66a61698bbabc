package io.github.resiliencestarter.annotation;

import java.io.IOException;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.core.registry.RegistryEventConsumer;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerMetricsAutoConfiguration;
import io.github.resilience4j.springboot.retry.autoconfigure.RetryMetricsAutoConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for registries that the user defines.
 */
class OwnRegistryTests {

	private final ApplicationContextRunner runner = Annotated.checked()
		.withConfiguration(AutoConfigurations.of(CircuitBreakerMetricsAutoConfiguration.class,
				RetryMetricsAutoConfiguration.class))
		.withBean(SimpleMeterRegistry.class)
		.withBean(Remote.class);

	@Test
	void replacedAndRemovedInstancesAreSeenAtTheNextCall() {
		this.runner.withUserConfiguration(Own.class).run((context) -> {
			assertThat(context).hasNotFailed();
			Remote remote = context.getBean(Remote.class);
			assertThatExceptionOfType(IOException.class).isThrownBy(remote::call);
			assertThat(remote.attempts()).isEqualTo(2);
			CircuitBreakerRegistry breakers = context.getBean(CircuitBreakerRegistry.class);
			CircuitBreaker replacement = CircuitBreaker.ofDefaults("remote");
			replacement.transitionToOpenState();
			breakers.replace("remote", replacement);
			assertThatExceptionOfType(CallNotPermittedException.class).isThrownBy(remote::call);
			breakers.remove("remote");
			context.getBean(RetryRegistry.class)
				.replace("remote", Retry.of("remote", RetryConfig.custom().maxAttempts(1).build()));
			assertThatExceptionOfType(IOException.class).isThrownBy(remote::call);
			assertThat(remote.attempts()).isEqualTo(3);
			context.getBean(BulkheadRegistry.class)
				.replace("remote",
						Bulkhead.of("remote",
								BulkheadConfig.custom()
									.maxConcurrentCalls(0)
									.maxWaitDuration(java.time.Duration.ZERO)
									.build()));
			assertThatExceptionOfType(BulkheadFullException.class).isThrownBy(remote::call);
		});
	}

	@Test
	void metersFollow() {
		this.runner.withUserConfiguration(Own.class).run((context) -> {
			MeterRegistry meters = context.getBean(MeterRegistry.class);
			assertThat(calls(meters, "early")).isZero();
			assertThatExceptionOfType(IOException.class).isThrownBy(context.getBean(Remote.class)::call);
			assertThat(calls(meters, "remote")).isEqualTo(2);
			CircuitBreakerRegistry breakers = context.getBean(CircuitBreakerRegistry.class);
			breakers.replace("remote", CircuitBreaker.ofDefaults("remote"));
			assertThatExceptionOfType(IOException.class).isThrownBy(context.getBean(Remote.class)::call);
			assertThat(calls(meters, "remote")).isEqualTo(2);
			breakers.remove("remote");
			assertThat(meters.find("resilience4j.circuitbreaker.calls").tag("name", "remote").timers()).isEmpty();
			assertThat(meters.find("resilience4j.retry.calls").tag("name", "remote").functionCounters()).isNotEmpty();
		});
	}

	@Test
	void registryThatTheConsumersWereGivenToIsNotConnectedTwice() {
		this.runner.withUserConfiguration(WithConsumer.class).run((context) -> {
			assertThatExceptionOfType(IOException.class).isThrownBy(context.getBean(Remote.class)::call);
			assertThat(calls(context.getBean(MeterRegistry.class), "remote")).isEqualTo(3);
		});
	}

	@Test
	void registriesOfResilience4jAreNotConnectedTwice() {
		this.runner.run((context) -> {
			assertThatExceptionOfType(IOException.class).isThrownBy(context.getBean(Remote.class)::call);
			assertThat(calls(context.getBean(MeterRegistry.class), "remote")).isEqualTo(3);
		});
	}

	private static long calls(MeterRegistry meters, String name) {
		return meters.get("resilience4j.circuitbreaker.calls").tag("name", name).tag("kind", "failed").timer().count();
	}

	static class Remote {

		private int attempts;

		int attempts() {
			return this.attempts;
		}

		@io.github.resilience4j.retry.annotation.Retry(name = "remote")
		@io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker(name = "remote")
		@io.github.resilience4j.bulkhead.annotation.Bulkhead(name = "remote")
		public String call() throws IOException {
			this.attempts++;
			throw new IOException();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Own {

		@Bean
		CircuitBreakerRegistry breakers() {
			CircuitBreakerRegistry registry = CircuitBreakerRegistry.ofDefaults();
			registry.circuitBreaker("early");
			return registry;
		}

		@Bean
		RetryRegistry retries() {
			return RetryRegistry
				.of(RetryConfig.custom().maxAttempts(2).waitDuration(java.time.Duration.ofMillis(1)).build());
		}

		@Bean
		BulkheadRegistry bulkheads() {
			return BulkheadRegistry.ofDefaults();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WithConsumer {

		@Bean
		CircuitBreakerRegistry breakers(RegistryEventConsumer<CircuitBreaker> consumer) {
			return CircuitBreakerRegistry.of(CircuitBreakerConfig.ofDefaults(), consumer);
		}

	}

}
