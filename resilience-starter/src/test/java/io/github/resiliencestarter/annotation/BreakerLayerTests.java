package io.github.resiliencestarter.annotation;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import org.aopalliance.intercept.MethodInvocation;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link BreakerLayer}.
 */
class BreakerLayerTests {

	@Test
	void errorGivesThePermissionOfAHalfOpenBreakerBack() {
		CircuitBreaker breaker = CircuitBreaker.of("inventory",
				CircuitBreakerConfig.custom().permittedNumberOfCallsInHalfOpenState(1).build());
		breaker.transitionToOpenState();
		breaker.transitionToHalfOpenState();
		BreakerLayer layer = new BreakerLayer(breaker, (invocation) -> {
			throw new AssertionError("bug");
		});
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> layer.call(mock(MethodInvocation.class)));
		assertThat(breaker.tryAcquirePermission()).isTrue();
	}

}
