package io.github.resiliencestarter.metrics;

import java.util.Locale;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.event.CircuitBreakerOnStateTransitionEvent;
import io.github.resilience4j.core.registry.EntryAddedEvent;
import io.github.resilience4j.core.registry.EntryRemovedEvent;
import io.github.resilience4j.core.registry.EntryReplacedEvent;
import io.github.resilience4j.core.registry.RegistryEventConsumer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Logger of state transitions: one line each with the numbers that led to it, a WARN when
 * calls are rejected from now on.
 */
final class CircuitBreakerTransitionLog implements RegistryEventConsumer<CircuitBreaker> {

	private static final Log logger = LogFactory.getLog(CircuitBreakerTransitionLog.class);

	@Override
	public void onEntryAddedEvent(EntryAddedEvent<CircuitBreaker> event) {
		listenTo(event.getAddedEntry());
	}

	@Override
	public void onEntryRemovedEvent(EntryRemovedEvent<CircuitBreaker> event) {
		// Nothing is held
	}

	@Override
	public void onEntryReplacedEvent(EntryReplacedEvent<CircuitBreaker> event) {
		listenTo(event.getNewEntry());
	}

	private void listenTo(CircuitBreaker breaker) {
		breaker.getEventPublisher().onStateTransition((event) -> log(breaker, event));
	}

	private void log(CircuitBreaker breaker, CircuitBreakerOnStateTransitionEvent event) {
		State from = event.getStateTransition().getFromState();
		State to = event.getStateTransition().getToState();
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
