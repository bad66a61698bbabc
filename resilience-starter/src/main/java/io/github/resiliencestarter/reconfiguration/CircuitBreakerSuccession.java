package io.github.resiliencestarter.reconfiguration;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;

/**
 * {@link Succession} of circuit breakers: the successor is in the state that the breaker
 * was in, and stays open for the rest of its wait. The window of a closed breaker starts
 * anew, for Resilience4j gives no access to it, and so do the probes of a half-open one.
 */
final class CircuitBreakerSuccession implements Succession<CircuitBreaker, CircuitBreakerConfig> {

	/**
	 * Waits that grow do not grow noticeably any more after so many.
	 */
	private static final int MAX_WAITS = 16;

	private final OpenWaits waits;

	CircuitBreakerSuccession(OpenWaits waits) {
		this.waits = waits;
	}

	@Override
	public CircuitBreaker succeed(CircuitBreaker breaker, CircuitBreakerConfig configuration) {
		CircuitBreaker successor = CircuitBreaker.of(breaker.getName(), configuration, breaker.getTags());
		// Nobody listens to it yet: these are no transitions of the breaker
		if (successor.getState() != State.CLOSED) {
			successor.transitionToClosedState();
		}
		transfer(breaker, successor);
		return successor;
	}

	/**
	 * Transfer the state once more if the breaker has left the closed state while it was
	 * replaced.
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
			case OPEN -> "; stays OPEN for " + this.waits.of(breaker).left(breaker);
			default -> "; stays " + breaker.getState();
		};
	}

	private void transfer(CircuitBreaker breaker, CircuitBreaker successor) {
		switch (breaker.getState()) {
			case CLOSED -> {
				// So is the successor
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
		OpenWaits.Wait wait = this.waits.of(breaker);
		// The number of waits in a row, on which the next one depends, has no other way
		// in
		for (int i = 0; i < Math.min(wait.number(), MAX_WAITS); i++) {
			successor.transitionToOpenState();
		}
		successor.transitionToOpenStateFor(wait.left(breaker));
	}

}
