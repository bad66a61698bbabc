package io.github.resiliencestarter.defaults;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.github.resilience4j.bulkhead.annotation.Bulkhead;
import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resilience4j.ratelimiter.annotation.RateLimiter;
import io.github.resilience4j.retry.annotation.Retry;
import io.github.resiliencestarter.StarterContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applications start, and their annotated methods work, with settings that switch parts
 * off.
 */
class UnusualApplicationTests {

	@ParameterizedTest
	@ValueSource(strings = { "spring.main.lazy-initialization=true", "spring.aop.auto=false",
			"spring.aop.proxy-target-class=false", "spring.main.allow-circular-references=true",
			"spring.threads.virtual.enabled=true", "management.defaults.metrics.export.enabled=false",
			"spring.cloud.loadbalancer.enabled=false", "spring.cloud.discovery.enabled=false",
			"spring.cloud.consul.discovery.enabled=false", "spring.cloud.refresh.enabled=false",
			"spring.cloud.circuitbreaker.resilience4j.enabled=false", "resilience.annotation.enabled=false",
			"resilience.defaults.enabled=false" })
	void setting(String setting) throws IOException {
		assertWorks(setting);
	}

	@ParameterizedTest
	@MethodSource
	void excluded(String autoConfiguration) throws IOException {
		assertWorks("spring.autoconfigure.exclude=" + autoConfiguration);
	}

	// Resilience4j's own are excluded in ExcludedLayerTests; the engines are what the
	// others are made of
	static Stream<String> excluded() {
		return ImportCandidates.load(AutoConfiguration.class, UnusualApplicationTests.class.getClassLoader())
			.getCandidates()
			.stream()
			.filter((name) -> name.startsWith("io.github.resiliencestarter.")
					&& !name.endsWith(".EnginesAutoConfiguration"));
	}

	private static void assertWorks(String setting) throws IOException {
		SpringApplication application = new SpringApplication(Application.class);
		application.setRegisterShutdownHook(false);
		application.setWebApplicationType(WebApplicationType.NONE);
		try (ConfigurableApplicationContext context = application.run("--" + setting, "--spring.main.banner-mode=off",
				"--spring.cloud.consul.discovery.register=false", "--spring.cloud.consul.port=1",
				"--resilience4j.retry.configs.default.wait-duration=1ms")) {
			Service service = context.getBean(Service.class);
			assertThat(service.call()).isEqualTo("called");
			assertThat(service.withFallback()).isEqualTo("instead");
		}
	}

	@Configuration(proxyBeanMethods = false)
	@Import(StarterContext.Everything.class)
	static class Application {

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
		@Bulkhead(name = "backend")
		public String call() {
			return "called";
		}

		@Retry(name = "failing", fallbackMethod = "instead")
		@CircuitBreaker(name = "failing", fallbackMethod = "instead")
		@RateLimiter(name = "failing", fallbackMethod = "instead")
		@Bulkhead(name = "failing", fallbackMethod = "instead")
		public String withFallback() throws IOException {
			this.calls.incrementAndGet();
			throw new IOException();
		}

		public String instead(Throwable failure) {
			return "instead";
		}

	}

}
