package io.github.resiliencestarter.annotation;

import io.github.resilience4j.springboot.bulkhead.autoconfigure.BulkheadAutoConfiguration;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerAutoConfiguration;
import io.github.resilience4j.springboot.ratelimiter.autoconfigure.RateLimiterAutoConfiguration;
import io.github.resilience4j.springboot.retry.autoconfigure.RetryAutoConfiguration;
import io.github.resilience4j.springboot.timelimiter.autoconfigure.TimeLimiterAutoConfiguration;
import io.github.resiliencestarter.diagnostics.DiagnosticsAutoConfiguration;
import io.github.resiliencestarter.engines.EnginesAutoConfiguration;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/**
 * Contexts with annotated beans, Resilience4j's defaults, and AspectJ.
 */
final class Annotated {

	private Annotated() {
	}

	/**
	 * Contexts with startup checks.
	 */
	static ApplicationContextRunner checked() {
		return runner().withConfiguration(AutoConfigurations.of(DiagnosticsAutoConfiguration.class));
	}

	static ApplicationContextRunner runner() {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, CircuitBreakerAutoConfiguration.class,
					RetryAutoConfiguration.class, BulkheadAutoConfiguration.class, RateLimiterAutoConfiguration.class,
					TimeLimiterAutoConfiguration.class, EnginesAutoConfiguration.class,
					AnnotationAutoConfiguration.class))
			.withPropertyValues("resilience4j.retry.configs.default.wait-duration=1ms");
	}

}
