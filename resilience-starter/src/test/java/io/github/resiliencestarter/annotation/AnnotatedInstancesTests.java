package io.github.resiliencestarter.annotation;

import java.util.concurrent.CompletableFuture;

import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.bulkhead.ThreadPoolBulkheadRegistry;
import io.github.resilience4j.bulkhead.annotation.Bulkhead;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.github.resilience4j.ratelimiter.annotation.RateLimiter;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resilience4j.retry.annotation.Retry;
import io.github.resilience4j.timelimiter.TimeLimiterRegistry;
import io.github.resilience4j.timelimiter.annotation.TimeLimiter;
import io.github.resiliencestarter.StarterContext;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cloud.context.scope.refresh.RefreshScope;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

import static org.assertj.core.api.Assertions.assertThat;

class AnnotatedInstancesTests {

	private final ApplicationContextRunner contextRunner = StarterContext.runner()
		.withUserConfiguration(Clients.class)
		.withPropertyValues("prices.name=prices", "resilience4j.circuitbreaker.configs.strict.sliding-window-size=3");

	@Test
	void instancesOfAllAnnotationsExistBeforeTheFirstCall() {
		this.contextRunner.run((context) -> {
			assertThat(context.getBean(CircuitBreakerRegistry.class).find("inventory")).isPresent();
			assertThat(context.getBean(RetryRegistry.class).find("inventory")).isPresent();
			assertThat(context.getBean(BulkheadRegistry.class).find("inventory")).isPresent();
			assertThat(context.getBean(RateLimiterRegistry.class).find("inventory")).isPresent();
			assertThat(context.getBean(TimeLimiterRegistry.class).find("inventory")).isPresent();
			assertThat(context.getBean(ThreadPoolBulkheadRegistry.class).find("reports")).isPresent();
			assertThat(context.getBean(BulkheadRegistry.class).find("reports")).isEmpty();
		});
	}

	@Test
	void annotationsOfClassesInterfacesAndLazyBeansCount() {
		this.contextRunner
			.run((context) -> assertThat(context.getBean(CircuitBreakerRegistry.class).getAllCircuitBreakers())
				.extracting("name")
				.contains("class-level", "interface-level", "lazy"));
	}

	@Test
	void placeholdersAreResolvedAndNamesThatDependOnTheCallAreLeftOut() {
		this.contextRunner
			.run((context) -> assertThat(context.getBean(CircuitBreakerRegistry.class).getAllCircuitBreakers())
				.extracting("name")
				.contains("prices")
				.noneMatch((name) -> name.toString().startsWith("#")));
	}

	@Test
	void instanceHasTheConfigurationThatTheAnnotationNames() {
		this.contextRunner.run((context) -> assertThat(context.getBean(CircuitBreakerRegistry.class)
			.circuitBreaker("prices")
			.getCircuitBreakerConfig()
			.getSlidingWindowSize()).isEqualTo(3));
	}

	@Test
	void instancesAreInTheMetricsBeforeTheFirstCall() {
		this.contextRunner.withPropertyValues("management.defaults.metrics.export.enabled=true").run((context) -> {
			String scrape = context.getBean(PrometheusMeterRegistry.class).scrape();
			assertThat(scrape).containsPattern("resilience4j_circuitbreaker_state\\{.*name=\"inventory\"")
				.containsPattern("resilience4j_retry_calls_total\\{.*name=\"inventory\"")
				.containsPattern("resilience4j_bulkhead_available_concurrent_calls\\{.*name=\"inventory\"")
				.containsPattern("resilience4j_ratelimiter_available_permissions\\{.*name=\"inventory\"")
				.containsPattern("resilience4j_timelimiter_calls_total\\{.*name=\"inventory\"");
		});
	}

	@Test
	void instancesAreRegisteredAgainAfterARefresh() {
		this.contextRunner.run((context) -> {
			CircuitBreakerRegistry registry = context.getBean(CircuitBreakerRegistry.class);
			context.getBean(RefreshScope.class).refreshAll();
			assertThat(registry.find("inventory")).isPresent();
		});
	}

	@Test
	void lazyBeansStayLazy() {
		this.contextRunner
			.run((context) -> assertThat(context.getBeanFactory().containsSingleton("lazyClient")).isFalse());
	}

	@Test
	void nothingIsRegisteredWhenSwitchedOff() {
		this.contextRunner.withPropertyValues("resilience.annotation.enabled=false")
			.run((context) -> assertThat(context.getBean(CircuitBreakerRegistry.class).find("inventory")).isEmpty());
	}

	@Configuration(proxyBeanMethods = false)
	static class Clients {

		@Bean
		InventoryClient inventoryClient() {
			return new InventoryClient();
		}

		@Bean
		ClassLevelClient classLevelClient() {
			return new ClassLevelClient();
		}

		@Bean
		InterfaceLevelClient interfaceLevelClient() {
			return () -> "answer";
		}

		@Bean
		@Lazy
		LazyClient lazyClient() {
			throw new IllegalStateException("made although nobody asked for it");
		}

	}

	static class InventoryClient {

		@CircuitBreaker(name = "inventory")
		@Retry(name = "inventory")
		@Bulkhead(name = "inventory")
		@RateLimiter(name = "inventory")
		@TimeLimiter(name = "inventory")
		CompletableFuture<String> stock() {
			return CompletableFuture.completedFuture("answer");
		}

		@Bulkhead(name = "reports", type = Bulkhead.Type.THREADPOOL)
		CompletableFuture<String> report() {
			return CompletableFuture.completedFuture("answer");
		}

		@CircuitBreaker(name = "${prices.name}", configuration = "strict")
		String price() {
			return "answer";
		}

		@CircuitBreaker(name = "#root.args[0]")
		String perShop(String shop) {
			return shop;
		}

	}

	@CircuitBreaker(name = "class-level")
	static class ClassLevelClient {

		String call() {
			return "answer";
		}

	}

	interface InterfaceLevelClient {

		@CircuitBreaker(name = "interface-level")
		String call();

	}

	static class LazyClient {

		@CircuitBreaker(name = "lazy")
		String call() {
			return "answer";
		}

	}

}
