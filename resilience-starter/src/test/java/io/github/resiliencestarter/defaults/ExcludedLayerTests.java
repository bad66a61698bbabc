package io.github.resiliencestarter.defaults;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.resilience4j.bulkhead.annotation.Bulkhead;
import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resilience4j.ratelimiter.annotation.RateLimiter;
import io.github.resilience4j.retry.annotation.Retry;
import io.github.resilience4j.springboot.bulkhead.autoconfigure.BulkheadAutoConfiguration;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerAutoConfiguration;
import io.github.resilience4j.springboot.ratelimiter.autoconfigure.RateLimiterAutoConfiguration;
import io.github.resilience4j.springboot.retry.autoconfigure.RetryAutoConfiguration;
import io.github.resilience4j.springboot.timelimiter.autoconfigure.TimeLimiterAutoConfiguration;
import io.github.resilience4j.timelimiter.annotation.TimeLimiter;
import io.github.resiliencestarter.StarterContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for applications that exclude one of Resilience4j's auto-configurations.
 */
@ExtendWith(OutputCaptureExtension.class)
class ExcludedLayerTests {

	private static final String LAYERS = "io.github.resilience4j.springboot.";

	@ParameterizedTest
	@ValueSource(classes = { BulkheadAutoConfiguration.class, CircuitBreakerAutoConfiguration.class,
			RateLimiterAutoConfiguration.class, RetryAutoConfiguration.class, TimeLimiterAutoConfiguration.class })
	void startsWithoutOneLayer(Class<?> layer, CapturedOutput output) {
		StarterContext.runner()
			.withUserConfiguration(Annotated.class)
			.withPropertyValues("spring.autoconfigure.exclude=" + layer.getName())
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(Service.class).call()).isEqualTo("called");
				assertThatExceptionOfType(Exception.class).isThrownBy(() -> context.getBean(RestClient.Builder.class)
					.build()
					.get()
					.uri("http://localhost:1/")
					.retrieve()
					.toBodilessEntity());
				assertThat(output.getOut().split("has no effect", -1)).hasSizeBetween(2, 3);
			});
	}

	@Test
	void otherLayersActWithoutTheExcludedOne() {
		StarterContext.bareRunner()
			.withUserConfiguration(WithoutRateLimiter.class, Annotated.class)
			.withPropertyValues("spring.cloud.consul.discovery.register=false",
					"resilience4j.retry.configs.default.max-attempts=4",
					"resilience4j.retry.configs.default.wait-duration=0")
			.run((context) -> {
				Service service = context.getBean(Service.class);
				assertThatExceptionOfType(IOException.class).isThrownBy(service::fail);
				assertThat(service.calls()).isEqualTo(4);
			});
	}

	@Test
	void startsWithoutAnyLayer() {
		StarterContext.runner()
			.withUserConfiguration(Annotated.class)
			.withPropertyValues(
					"spring.autoconfigure.exclude=" + LAYERS + "bulkhead.autoconfigure.BulkheadAutoConfiguration,"
							+ LAYERS + "circuitbreaker.autoconfigure.CircuitBreakerAutoConfiguration," + LAYERS
							+ "ratelimiter.autoconfigure.RateLimiterAutoConfiguration," + LAYERS
							+ "retry.autoconfigure.RetryAutoConfiguration," + LAYERS
							+ "timelimiter.autoconfigure.TimeLimiterAutoConfiguration")
			.run((context) -> assertThat(context.getBean(Service.class).call()).isEqualTo("called"));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = RateLimiterAutoConfiguration.class)
	static class WithoutRateLimiter {

	}

	@Configuration(proxyBeanMethods = false)
	static class Annotated {

		@Bean
		Service service() {
			return new Service();
		}

	}

	static class Service {

		private final AtomicInteger calls = new AtomicInteger();

		@Retry(name = "backend")
		@CircuitBreaker(name = "backend")
		@RateLimiter(name = "backend")
		@TimeLimiter(name = "backend")
		@Bulkhead(name = "backend")
		public String call() {
			return "called";
		}

		@Retry(name = "backend")
		@RateLimiter(name = "backend")
		public void fail() throws IOException {
			this.calls.incrementAndGet();
			throw new IOException("down");
		}

		public int calls() {
			return this.calls.get();
		}

	}

}
