package io.github.resiliencestarter.messaging;

import org.springframework.core.NestedExceptionUtils;

/**
 * Test of whether Kafka's records have to be handed out again after a failure, because
 * they were held back, or because a circuit breaker rejected a call.
 */
final class KafkaRepetition {

	private final ListenerGate gate;

	KafkaRepetition(ListenerGate gate) {
		this.gate = gate;
	}

	/**
	 * Returns whether to repeat, and counts a rejected call.
	 */
	boolean isDueTo(Exception failure) {
		if (NestedExceptionUtils.getMostSpecificCause(failure) instanceof HeldRecordException) {
			return true;
		}
		boolean rejected = BreakerRejection.isCauseOf(failure);
		if (rejected) {
			this.gate.repeat();
		}
		return rejected;
	}

}
