package io.github.resiliencestarter.metrics;

import java.util.List;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CircuitBreakerMetersTests {

	private final MeterRegistry meterRegistry = new SimpleMeterRegistry();

	private final CircuitBreakerRegistry circuitBreakers = CircuitBreakerRegistry.of(CircuitBreakerConfig.ofDefaults(),
			List.of(new CircuitBreakerMeters(this.meterRegistry)));

	@Test
	void stateIsANumber() {
		CircuitBreaker breaker = this.circuitBreakers.circuitBreaker("inventory");
		assertThat(state()).isZero();
		breaker.transitionToOpenState();
		assertThat(state()).isEqualTo(2);
		breaker.transitionToHalfOpenState();
		assertThat(state()).isEqualTo(1);
		breaker.transitionToForcedOpenState();
		assertThat(state()).isEqualTo(3);
		breaker.transitionToDisabledState();
		assertThat(state()).isEqualTo(4);
		breaker.transitionToMetricsOnlyState();
		assertThat(state()).isEqualTo(5);
	}

	@Test
	void transitionsAreThereAtZeroBeforeTheyHappen() {
		this.circuitBreakers.circuitBreaker("inventory");
		assertThat(transitions("closed", "open")).isZero();
		assertThat(transitions("open", "half_open")).isZero();
		assertThat(transitions("half_open", "closed")).isZero();
		assertThat(transitions("half_open", "open")).isZero();
		assertThat(transitions("closed", "forced_open")).isZero();
	}

	@Test
	void countsAnOpeningThatAScrapeWouldMiss() {
		CircuitBreaker breaker = this.circuitBreakers.circuitBreaker("inventory");
		breaker.transitionToOpenState();
		breaker.transitionToClosedState();
		assertThat(state()).isZero();
		assertThat(transitions("closed", "open")).isEqualTo(1);
		assertThat(transitions("open", "closed")).isEqualTo(1);
	}

	@Test
	void followsABreakerThatReplacesAnother() {
		CircuitBreaker old = this.circuitBreakers.circuitBreaker("inventory");
		old.transitionToOpenState();
		CircuitBreaker replacement = CircuitBreaker.ofDefaults("inventory");
		this.circuitBreakers.replace("inventory", replacement);
		assertThat(state()).isZero();
		replacement.transitionToOpenState();
		assertThat(state()).isEqualTo(2);
		assertThat(transitions("closed", "open")).isEqualTo(2);
	}

	@Test
	void forgetsTheStateOfABreakerThatIsRemoved() {
		this.circuitBreakers.circuitBreaker("inventory");
		this.circuitBreakers.remove("inventory");
		assertThat(this.meterRegistry.find("resilience.circuitbreaker.state.code").gauge()).isNull();
	}

	private double state() {
		return this.meterRegistry.get("resilience.circuitbreaker.state.code").tag("name", "inventory").gauge().value();
	}

	private double transitions(String from, String to) {
		return this.meterRegistry.get("resilience.circuitbreaker.transitions")
			.tags("name", "inventory", "from", from, "to", to)
			.counter()
			.count();
	}

}
