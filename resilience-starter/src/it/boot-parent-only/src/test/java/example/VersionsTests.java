package example;

import java.util.List;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.core.registry.AbstractRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetricsPublisher;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.spring6.circuitbreaker.configure.CircuitBreakerAspect;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerAutoConfiguration;
import io.github.resilience4j.timelimiter.TimeLimiter;
import org.junit.jupiter.api.Test;

import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a mix of versions would break only when a call is made.
 */
class VersionsTests {

	// The annotations of ShopApplication act without it
	@Test
	void hasNoAspectJ() {
		assertThat(ClassUtils.isPresent("org.aspectj.lang.annotation.Aspect", getClass().getClassLoader())).isFalse();
	}

	@Test
	void hasOneVersionOfResilience4j() {
		assertThat(List.of(Bulkhead.class, CircuitBreaker.class, AbstractRegistry.class, RateLimiter.class, Retry.class,
				TimeLimiter.class, TaggedCircuitBreakerMetricsPublisher.class, CircuitBreakerAspect.class,
				CircuitBreakerAutoConfiguration.class))
			.allSatisfy((type) -> assertThat(type.getProtectionDomain().getCodeSource().getLocation().getPath())
				.endsWith("-" + System.getProperty("expected.resilience4j.version") + ".jar"));
	}

}
