package io.github.resiliencestarter.engines;

import java.util.Locale;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.StateTransition;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Logger of state changes: one line each, with the numbers that led to it, at level WARN
 * if calls are rejected from now on.
 */
final class StateChangeLog extends StateChangeObserver {

	private static final Log logger = LogFactory.getLog(StateChangeLog.class);

	@Override
	protected void onTransition(CircuitBreaker breaker, StateTransition transition) {
		State from = transition.getFromState();
		State to = transition.getToState();
		String message = "Circuit breaker '%s': %s -> %s%s".formatted(breaker.getName(), from, to, reason(breaker, to));
		if (to == State.OPEN || to == State.FORCED_OPEN) {
			logger.warn(message);
		}
		else {
			logger.info(message);
		}
	}

	private String reason(CircuitBreaker breaker, State to) {
		CircuitBreaker.Metrics metrics = breaker.getMetrics();
		if (to != State.OPEN || metrics.getFailureRate() < 0) {
			return "";
		}
		CircuitBreakerConfig config = breaker.getCircuitBreakerConfig();
		return String.format(Locale.ROOT,
				", of %d calls %.0f %% failed (threshold %.0f %%) and %.0f %% were slower than %s (threshold %.0f %%)",
				metrics.getNumberOfBufferedCalls(), metrics.getFailureRate(), config.getFailureRateThreshold(),
				metrics.getSlowCallRate(), config.getSlowCallDurationThreshold(), config.getSlowCallRateThreshold());
	}

}
