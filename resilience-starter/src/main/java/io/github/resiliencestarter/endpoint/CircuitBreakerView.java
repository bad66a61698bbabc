package io.github.resiliencestarter.endpoint;

import java.time.Duration;
import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import org.jspecify.annotations.Nullable;

/**
 * Circuit breaker in a response.
 *
 * @param state its state
 * @param since when the state began; {@code null} if that is unknown
 * @param probeAt when an open circuit breaker lets a probe through
 * @param notPermittedCalls the calls that it has rejected in this state
 * @param window the calls in its window
 * @param lastTransition its last state change; {@code null} if there was none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record CircuitBreakerView(String state, @Nullable Instant since, @Nullable Instant probeAt, long notPermittedCalls,
		Numbers window, @Nullable Transition lastTransition) {

	/**
	 * State change.
	 *
	 * @param from the state before
	 * @param to the state after
	 * @param at when it happened
	 * @param reason the reason
	 * @param numbers the numbers that led to it; {@code null} if none did
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Transition(String from, String to, Instant at, Reason reason, @Nullable Numbers numbers) {

	}

	/**
	 * Reason of a state change.
	 */
	enum Reason {

		/**
		 * Too many calls failed.
		 */
		FAILURE_RATE,

		/**
		 * Too many calls were slow.
		 */
		SLOW_CALL_RATE,

		/**
		 * The wait is over, or instances have returned.
		 */
		PROBE,

		/**
		 * The probes succeeded.
		 */
		PROBES_SUCCEEDED,

		/**
		 * Too few probes ended in time.
		 */
		PROBES_INCOMPLETE,

		/**
		 * An operator or the application has set the state.
		 */
		MANUAL

	}

	/**
	 * Calls in the window of a circuit breaker and its thresholds.
	 *
	 * @param calls the number of calls
	 * @param failureRate the percentage of failed calls; {@code null} if there are too
	 * few calls
	 * @param failureRateThreshold the percentage that opens the circuit breaker
	 * @param slowCallRate the percentage of slow calls; {@code null} if there are too few
	 * calls
	 * @param slowCallRateThreshold the percentage that opens the circuit breaker
	 * @param slowCallDurationThreshold the duration from which a call is slow
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Numbers(int calls, @Nullable Float failureRate, float failureRateThreshold, @Nullable Float slowCallRate,
			float slowCallRateThreshold, Duration slowCallDurationThreshold) {

		static Numbers of(CircuitBreaker breaker) {
			CircuitBreaker.Metrics metrics = breaker.getMetrics();
			CircuitBreakerConfig config = breaker.getCircuitBreakerConfig();
			return new Numbers(metrics.getNumberOfBufferedCalls(), rate(metrics.getFailureRate()),
					config.getFailureRateThreshold(), rate(metrics.getSlowCallRate()),
					config.getSlowCallRateThreshold(), config.getSlowCallDurationThreshold());
		}

		private static @Nullable Float rate(float rate) {
			return (rate >= 0) ? rate : null;
		}

	}

}
