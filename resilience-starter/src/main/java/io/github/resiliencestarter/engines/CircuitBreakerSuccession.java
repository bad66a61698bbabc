package io.github.resiliencestarter.engines;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;

/**
 * {@link Succession} of circuit breakers: the successor has the same state, and stays
 * open for the rest of the wait. The window of a closed circuit breaker and the probes of
 * a half-open one start from scratch, because Resilience4j gives no access to them.
 */
final class CircuitBreakerSuccession implements Succession<CircuitBreaker, CircuitBreakerConfig> {

	/**
	 * Number of consecutive waits after which growing waits no longer grow noticeably.
	 */
	private static final int MAX_WAITS = 16;

	private final OpenWaits waits;

	CircuitBreakerSuccession(OpenWaits waits) {
		this.waits = waits;
	}

	@Override
	public CircuitBreaker succeed(CircuitBreaker breaker, CircuitBreakerConfig configuration) {
		CircuitBreaker successor = CircuitBreaker.of(breaker.getName(), configuration, breaker.getTags());
		// Without listeners yet, so these do not count as state changes
		if (successor.getState() != State.CLOSED) {
			successor.transitionToClosedState();
		}
		transfer(breaker, successor);
		return successor;
	}

	/**
	 * Transfer the state again if the circuit breaker left the closed state while it was
	 * being replaced.
	 */
	@Override
	public void replaced(CircuitBreaker breaker, CircuitBreaker successor) {
		if (successor.getState() == State.CLOSED && breaker.getState() != State.CLOSED) {
			transfer(breaker, successor);
		}
	}

	@Override
	public String note(CircuitBreaker breaker) {
		return switch (breaker.getState()) {
			case CLOSED -> "; stays CLOSED with an empty window";
			case OPEN -> "; stays OPEN for " + this.waits.of(breaker).left();
			default -> "; stays " + breaker.getState();
		};
	}

	private void transfer(CircuitBreaker breaker, CircuitBreaker successor) {
		switch (breaker.getState()) {
			case CLOSED -> {
				// The successor is closed too
			}
			case OPEN -> open(breaker, successor);
			case HALF_OPEN -> {
				open(breaker, successor);
				successor.transitionToHalfOpenState();
			}
			case FORCED_OPEN -> successor.transitionToForcedOpenState();
			case DISABLED -> successor.transitionToDisabledState();
			case METRICS_ONLY -> successor.transitionToMetricsOnlyState();
		}
	}

	private void open(CircuitBreaker breaker, CircuitBreaker successor) {
		OpenWait wait = this.waits.of(breaker);
		// The number of consecutive waits, on which the next one depends, can only be set
		// this way
		for (int i = 0; i < Math.min(wait.number(), MAX_WAITS); i++) {
			successor.transitionToOpenState();
		}
		successor.transitionToOpenStateFor(wait.left());
	}

}
