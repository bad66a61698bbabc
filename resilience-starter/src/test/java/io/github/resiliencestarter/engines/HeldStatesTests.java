package io.github.resiliencestarter.engines;

import java.util.Set;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HeldStates}.
 */
class HeldStatesTests {

	private final HeldStates held = new HeldStates();

	private final CircuitBreaker breaker = CircuitBreaker.ofDefaults("inventory");

	@ParameterizedTest
	@CsvSource({ "CLOSED, FORCED_OPEN, HALF_OPEN", "OPEN, FORCED_OPEN, HALF_OPEN", "HALF_OPEN, FORCED_OPEN, HALF_OPEN",
			"DISABLED, FORCED_OPEN, DISABLED", "METRICS_ONLY, FORCED_OPEN, METRICS_ONLY",
			"FORCED_OPEN, FORCED_OPEN, FORCED_OPEN", "CLOSED, DISABLED, CLOSED", "OPEN, METRICS_ONLY, HALF_OPEN",
			"FORCED_OPEN, METRICS_ONLY, FORCED_OPEN", "CLOSED, CLOSED, CLOSED", "OPEN, CLOSED, CLOSED",
			"HALF_OPEN, CLOSED, CLOSED", "FORCED_OPEN, CLOSED, FORCED_OPEN", "DISABLED, CLOSED, DISABLED",
			"METRICS_ONLY, CLOSED, METRICS_ONLY" })
	void whatWasBeforeIsRestored(State before, State state, State after) {
		set(before);
		this.held.hold(this.breaker, "a", state);
		assertThat(this.breaker.getState()).isEqualTo(state);
		release("a");
		assertThat(this.breaker.getState()).isEqualTo(after);
		assertThat(this.held.namesOf("a")).isEmpty();
	}

	@Test
	void laterHolderWinsAndTheEarlierOneReturns() {
		this.held.hold(this.breaker, "a", State.FORCED_OPEN);
		this.held.hold(this.breaker, "b", State.DISABLED);
		assertThat(this.breaker.getState()).isEqualTo(State.DISABLED);
		assertThat(this.held.holderOf(this.breaker)).contains("b");
		release("b");
		assertThat(this.breaker.getState()).isEqualTo(State.FORCED_OPEN);
		release("a");
		assertThat(this.breaker.getState()).isEqualTo(State.HALF_OPEN);
	}

	@Test
	void earlierHolderLetsGoUnnoticed() {
		this.held.hold(this.breaker, "a", State.FORCED_OPEN);
		this.held.hold(this.breaker, "b", State.DISABLED);
		release("a");
		assertThat(this.breaker.getState()).isEqualTo(State.DISABLED);
		release("b");
		assertThat(this.breaker.getState()).isEqualTo(State.CLOSED);
	}

	@Test
	void winnerStaysAboveAHolderThatComesLater() {
		this.held.hold(this.breaker, "break-glass", State.METRICS_ONLY);
		this.held.hold(this.breaker, "young", State.DISABLED);
		assertThat(this.held.hold(this.breaker, "old", State.FORCED_OPEN, Set.of("young"))).isFalse();
		assertThat(this.breaker.getState()).isEqualTo(State.DISABLED);
		release("young");
		assertThat(this.breaker.getState()).isEqualTo(State.FORCED_OPEN);
		release("old");
		assertThat(this.breaker.getState()).isEqualTo(State.METRICS_ONLY);
	}

	@Test
	void stateThatOthersHaveSetStays() {
		this.held.hold(this.breaker, "a", State.FORCED_OPEN);
		this.held.hold(this.breaker, "b", State.DISABLED);
		this.breaker.transitionToClosedState();
		assertThat(this.held.holderOf(this.breaker)).isEmpty();
		release("b");
		release("a");
		assertThat(this.breaker.getState()).isEqualTo(State.CLOSED);
	}

	@Test
	void stateThatOthersHaveSetStaysIfTheCircuitBreakerIsReplaced() {
		this.held.hold(this.breaker, "a", State.FORCED_OPEN);
		this.breaker.transitionToClosedState();
		CircuitBreaker replacement = CircuitBreaker.ofDefaults(this.breaker.getName());
		this.held.adopt(replacement);
		assertThat(replacement.getState()).isEqualTo(State.CLOSED);
		assertThat(this.held.holderOf(replacement)).isEmpty();
		this.held.release(this.breaker.getName(), "a", replacement);
		assertThat(replacement.getState()).isEqualTo(State.CLOSED);
	}

	@Test
	void circuitBreakerThatIsClosedOnPurposeStaysClosed() {
		this.held.hold(this.breaker, "override", State.FORCED_OPEN);
		this.held.close(this.breaker, "break-glass", false);
		assertThat(this.breaker.getState()).isEqualTo(State.CLOSED);
		assertThat(this.held.isHeld("inventory", "override", State.FORCED_OPEN)).isTrue();
		assertThat(this.held.holderOf(this.breaker)).isEmpty();
		release("override");
		assertThat(this.breaker.getState()).isEqualTo(State.CLOSED);
	}

	@Test
	void circuitBreakerThatIsHeldClosedMayOpen() {
		this.held.hold(this.breaker, "a", State.CLOSED);
		this.breaker.transitionToOpenState();
		assertThat(this.held.holderOf(this.breaker)).contains("a");
		release("a");
		assertThat(this.breaker.getState()).isEqualTo(State.OPEN);
	}

	@Test
	void successorIsHeldToo() {
		this.held.hold(this.breaker, "a", State.FORCED_OPEN);
		CircuitBreaker successor = CircuitBreaker.ofDefaults("inventory");
		this.held.adopt(successor);
		assertThat(successor.getState()).isEqualTo(State.FORCED_OPEN);
	}

	@Test
	void removedCircuitBreakerIsForgotten() {
		this.held.hold(this.breaker, "a", State.FORCED_OPEN);
		this.held.release("inventory", "a", null);
		assertThat(this.held.namesOf("a")).isEmpty();
	}

	private void release(String holder) {
		this.held.release("inventory", holder, this.breaker);
	}

	private void set(State state) {
		switch (state) {
			case OPEN -> this.breaker.transitionToOpenState();
			case HALF_OPEN -> {
				this.breaker.transitionToOpenState();
				this.breaker.transitionToHalfOpenState();
			}
			case FORCED_OPEN -> this.breaker.transitionToForcedOpenState();
			case DISABLED -> this.breaker.transitionToDisabledState();
			case METRICS_ONLY -> this.breaker.transitionToMetricsOnlyState();
			default -> {
				// Closed at first
			}
		}
	}

}
