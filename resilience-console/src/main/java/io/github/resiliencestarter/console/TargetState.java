package io.github.resiliencestarter.console;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What one instance knows of one target.
 *
 * @param target the name of the target
 * @param breaker its circuit breaker; {@code null} if it has none
 * @param ejections the ejected instances of the target
 * @param instances the number of instances of the target
 * @param deviates whether an operator has changed it on this instance only
 * @param stale whether the instance list is too old
 * @param overrides the overrides in force
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record TargetState(String target, @Nullable Breaker breaker, List<Ejection> ejections, int instances, boolean deviates,
		boolean stale, List<String> overrides) {

	BreakerState state() {
		return (this.breaker != null) ? this.breaker.state() : BreakerState.CLOSED;
	}

	/**
	 * Circuit breaker.
	 *
	 * @param state its state
	 * @param since when the state began
	 * @param probeAt when a probe may begin
	 * @param rejected the calls rejected in this state
	 * @param rate the failure rate in the window
	 * @param last the last state change
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Breaker(BreakerState state, @Nullable Instant since, @Nullable Instant probeAt, long rejected,
			@Nullable Float rate, @Nullable Transition last) {

	}

	/**
	 * State change.
	 *
	 * @param from the state before
	 * @param to the state after
	 * @param at when it happened
	 * @param reason why, in words
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Transition(String from, String to, @Nullable Instant at, String reason) {

	}

	/**
	 * Ejected instance.
	 *
	 * @param address its host and port
	 * @param reason why
	 * @param since when it was ejected
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Ejection(String address, String reason, @Nullable Instant since) {

	}

}
