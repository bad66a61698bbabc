package io.github.resiliencestarter.guard;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resiliencestarter.engines.OpenWait;
import io.github.resiliencestarter.guard.Outcome.Failure;
import io.github.resiliencestarter.guard.Outcome.Success;
import org.jspecify.annotations.Nullable;

/**
 * {@link Gate} for a circuit breaker. A failure at one of several places is recorded at
 * the end of the call, unless the call has succeeded in another place.
 *
 * @param breaker the circuit breaker
 * @param userRules the user's rules for exceptions and results
 * @param openWait how long the circuit breaker stays open
 */
record BreakerGate(CircuitBreaker breaker, UserRules userRules, OpenWait openWait) implements Gate {

	@Override
	public @Nullable Rejection enter(Passage passage) {
		if (!this.breaker.tryAcquirePermission()) {
			return new Rejection(RejectionReason.BREAKER, this.openWait.untilProbe());
		}
		passage.probes(this.breaker.getState() == CircuitBreaker.State.HALF_OPEN);
		return null;
	}

	@Override
	public void leave(Passage passage, Outcome outcome) {
		if (outcome instanceof Success) {
			this.userRules.tellResult(this.breaker, passage.took(), passage.result());
		}
		else if (outcome instanceof Failure failure) {
			passage.holdFailure((counts) -> fail(passage, failure.cause(), counts));
		}
		else {
			giveBack(passage);
		}
	}

	private void fail(Passage passage, Throwable failure, boolean counts) {
		if (counts) {
			this.userRules.tellFailure(this.breaker, passage.took(), failure);
		}
		else {
			giveBack(passage);
		}
	}

	// A permission from the closed state does not count in the half-open state
	private void giveBack(Passage passage) {
		if (passage.isProbe() || this.breaker.getState() != CircuitBreaker.State.HALF_OPEN) {
			this.breaker.releasePermission();
		}
	}

	@Override
	public Enclosing.Kind kind() {
		return Enclosing.Kind.BREAKER;
	}

}
