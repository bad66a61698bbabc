package io.github.resiliencestarter.engines;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class StateChangeLogTests {

	private final CircuitBreaker breaker = CircuitBreakerRegistry
		.of(CircuitBreakerConfig.custom()
			.minimumNumberOfCalls(4)
			.slidingWindowSize(4)
			.slowCallDurationThreshold(Duration.ofSeconds(2))
			.build(), List.of(new StateChangeLog()))
		.circuitBreaker("inventory");

	@Test
	void saysOnceWhyABreakerOpens(CapturedOutput output) {
		for (int i = 0; i < 2; i++) {
			this.breaker.onSuccess(1, TimeUnit.MILLISECONDS);
			this.breaker.onError(1, TimeUnit.MILLISECONDS, new IOException("connection refused"));
		}
		assertThat(output.getOut().lines().filter((line) -> line.contains("inventory"))).singleElement()
			.asString()
			.contains("WARN")
			.endsWith("Circuit breaker 'inventory': CLOSED -> OPEN, of 4 calls 50 % failed (threshold 50 %)"
					+ " and 0 % were slower than PT2S (threshold 100 %)");
	}

	@Test
	void saysThatABreakerClosesWithoutAlarm(CapturedOutput output) {
		this.breaker.transitionToOpenState();
		this.breaker.transitionToHalfOpenState();
		this.breaker.transitionToClosedState();
		assertThat(output.getOut().lines().filter((line) -> line.contains("HALF_OPEN -> CLOSED"))).singleElement()
			.asString()
			.contains("INFO");
	}

	@Test
	void saysNothingOfACall(CapturedOutput output) {
		this.breaker.onSuccess(1, TimeUnit.MILLISECONDS);
		assertThat(output.getOut()).doesNotContain("inventory");
	}

}
