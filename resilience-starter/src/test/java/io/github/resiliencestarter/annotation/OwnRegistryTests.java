package io.github.resiliencestarter.annotation;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.bulkhead.ThreadPoolBulkhead;
import io.github.resilience4j.bulkhead.ThreadPoolBulkheadConfig;
import io.github.resilience4j.bulkhead.ThreadPoolBulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.circuitbreaker.internal.InMemoryCircuitBreakerRegistry;
import io.github.resilience4j.core.registry.RegistryEventConsumer;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.github.resilience4j.ratelimiter.RequestNotPermitted;
import io.github.resilience4j.ratelimiter.internal.InMemoryRateLimiterRegistry;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerMetricsAutoConfiguration;
import io.github.resilience4j.springboot.retry.autoconfigure.RetryMetricsAutoConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cloud.autoconfigure.RefreshAutoConfiguration;
import org.springframework.cloud.context.config.annotation.RefreshScope;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Primary;

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
				.replace("remote", Bulkhead.of("remote",
						BulkheadConfig.custom().maxConcurrentCalls(0).maxWaitDuration(Duration.ZERO).build()));
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

	@ParameterizedTest
	@ValueSource(classes = { Own.class, Subclassed.class, Several.class, Lazily.class, Refreshed.class })
	void instancesOfAllEnginesThatAreReplacedAreSeenAtTheNextCall(Class<?> registries) {
		this.runner.withUserConfiguration(registries)
			.withConfiguration(AutoConfigurations.of(RefreshAutoConfiguration.class))
			.withBean(Everything.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				Everything everything = context.getBean(Everything.class);
				assertThat(everything.breaker()).isEqualTo("called");
				assertThat(everything.limited()).isEqualTo("called");
				assertThat(everything.pooled().get(10, TimeUnit.SECONDS)).isEqualTo("called");
				replaceAll(context);
				assertThatExceptionOfType(CallNotPermittedException.class).isThrownBy(everything::breaker);
				assertThat(everything.limited()).isEqualTo("called");
				assertThatExceptionOfType(RequestNotPermitted.class).isThrownBy(everything::limited);
				everything.pooled().get(10, TimeUnit.SECONDS);
				assertThat(everything.thread()).startsWith("bulkhead-replaced");
				context.getBean(CircuitBreakerRegistry.class).remove("every");
				context.getBean(RateLimiterRegistry.class).remove("every");
				assertThat(everything.breaker()).isEqualTo("called");
				assertThat(everything.limited()).isEqualTo("called");
			});
	}

	@Test
	void configurationThatIsAddedLaterIsUsedByInstancesThatAreMadeLater() {
		this.runner.withUserConfiguration(Own.class).withBean(Everything.class).run((context) -> {
			context.getBean(RetryRegistry.class)
				.addConfiguration("added",
						RetryConfig.custom().maxAttempts(4).waitDuration(Duration.ofMillis(1)).build());
			Everything everything = context.getBean(Everything.class);
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> everything.retried("late"));
			assertThat(everything.attempts()).isEqualTo(4);
		});
	}

	private static void replaceAll(ApplicationContext context) {
		context.getBean(CircuitBreakerRegistry.class).replace("every", opened(CircuitBreaker.ofDefaults("every")));
		context.getBean(RateLimiterRegistry.class)
			.replace("every",
					RateLimiter.of("every",
							RateLimiterConfig.custom()
								.limitForPeriod(1)
								.limitRefreshPeriod(Duration.ofHours(1))
								.timeoutDuration(Duration.ZERO)
								.build()));
		context.getBean(ThreadPoolBulkheadRegistry.class)
			.replace("every", ThreadPoolBulkhead.of("replaced", ThreadPoolBulkheadConfig.custom().build()));
	}

	private static CircuitBreaker opened(CircuitBreaker breaker) {
		breaker.transitionToOpenState();
		return breaker;
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
			return RetryRegistry.of(RetryConfig.custom().maxAttempts(2).waitDuration(Duration.ofMillis(1)).build());
		}

		@Bean
		BulkheadRegistry bulkheads() {
			return BulkheadRegistry.ofDefaults();
		}

	}

	static class Everything {

		private volatile String thread = "";

		private int attempts;

		String thread() {
			return this.thread;
		}

		int attempts() {
			return this.attempts;
		}

		@io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker(name = "every")
		public String breaker() {
			return "called";
		}

		@io.github.resilience4j.ratelimiter.annotation.RateLimiter(name = "every")
		public String limited() {
			return "called";
		}

		@io.github.resilience4j.bulkhead.annotation.Bulkhead(name = "every",
				type = io.github.resilience4j.bulkhead.annotation.Bulkhead.Type.THREADPOOL)
		public CompletableFuture<String> pooled() {
			this.thread = Thread.currentThread().getName();
			return CompletableFuture.completedFuture("called");
		}

		@io.github.resilience4j.retry.annotation.Retry(name = "#p0", configuration = "added")
		public String retried(String name) throws IOException {
			this.attempts++;
			throw new IOException();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Subclassed {

		@Bean
		InMemoryCircuitBreakerRegistry breakers() {
			return new InMemoryCircuitBreakerRegistry();
		}

		@Bean
		InMemoryRateLimiterRegistry limiters() {
			return new InMemoryRateLimiterRegistry(RateLimiterConfig.ofDefaults());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Several {

		@Bean
		@Primary
		CircuitBreakerRegistry breakers() {
			return CircuitBreakerRegistry.ofDefaults();
		}

		@Bean
		CircuitBreakerRegistry others() {
			return CircuitBreakerRegistry.ofDefaults();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Lazily {

		@Bean
		@Lazy
		CircuitBreakerRegistry breakers() {
			return CircuitBreakerRegistry.ofDefaults();
		}

		@Bean
		FactoryBean<RateLimiterRegistry> limiters() {
			return new FactoryBean<>() {

				@Override
				public RateLimiterRegistry getObject() {
					return RateLimiterRegistry.ofDefaults();
				}

				@Override
				public Class<?> getObjectType() {
					return RateLimiterRegistry.class;
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Refreshed {

		@Bean
		@RefreshScope
		CircuitBreakerRegistry breakers() {
			return CircuitBreakerRegistry.ofDefaults();
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
