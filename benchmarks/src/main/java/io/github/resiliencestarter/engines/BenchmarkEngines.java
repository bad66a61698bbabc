package io.github.resiliencestarter.engines;

import java.time.Duration;
import java.util.Map;

import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resiliencestarter.threads.ResilienceThreads;

import org.springframework.beans.factory.support.StaticListableBeanFactory;

/**
 * Factory of engines that nothing but a guard observes.
 */
public final class BenchmarkEngines {

	private BenchmarkEngines() {
	}

	/**
	 * Create engines with Resilience4j's defaults.
	 * @return the engines
	 */
	public static Engines ofDefaults() {
		StaticListableBeanFactory registries = new StaticListableBeanFactory(
				Map.of("retries", RetryRegistry.ofDefaults(), "breakers", CircuitBreakerRegistry.ofDefaults(),
						"bulkheads", BulkheadRegistry.ofDefaults()));
		return new Engines(registries, new DeferredTasks(new ResilienceThreads(false), Duration.ofSeconds(1)));
	}

}
