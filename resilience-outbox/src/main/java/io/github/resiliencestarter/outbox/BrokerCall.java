package io.github.resiliencestarter.outbox;

import io.github.resiliencestarter.guard.Attempt;
import io.github.resiliencestarter.guard.BlockingCall;
import io.github.resiliencestarter.guard.Guard;
import io.github.resiliencestarter.guard.Guards;
import io.github.resiliencestarter.guard.Outcome;

/**
 * Call of a message broker, guarded like that of any other target.
 *
 * @param send sends the message and waits for the confirmation
 */
record BrokerCall(Sending send) implements BlockingCall<Boolean> {

	@Override
	public Boolean attempt(Attempt attempt) throws Exception {
		this.send.send(attempt);
		return true;
	}

	@Override
	public Outcome outcomeOf(Throwable error) {
		return (error instanceof UndeliverableException) ? Outcome.UNRELATED : new Outcome.Failure(error, true, null);
	}

	static void make(Guards guards, Delivery delivery, Sending send) throws Exception {
		Guard guard = guards.forTarget(delivery.target());
		if (guard == null) {
			throw new UndeliverableException(
					"Calls to '" + delivery.target() + "' are not guarded; check resilience.client", null);
		}
		guard.call(new BrokerCall(send));
	}

	/**
	 * Sends the message.
	 */
	@FunctionalInterface
	interface Sending {

		void send(Attempt attempt) throws Exception;

	}

}
