package io.github.resiliencestarter.messaging;

import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Handing out of messages by containers whose threads may wait: a message waits for the
 * gate on its thread, and so keeps its place.
 */
final class BlockingHandOut {

	private final ListenerGate gate;

	private final BooleanSupplier running;

	private final BooleanSupplier inPlace;

	private final Supplier<? extends RuntimeException> stopping;

	/**
	 * Creates a handing out.
	 * @param gate the gate
	 * @param running whether the container is running
	 * @param inPlace whether a message is repeated on the same thread, or else returned
	 * to the broker
	 * @param stopping creates the exception that returns a message to the broker while
	 * the container stops
	 */
	BlockingHandOut(ListenerGate gate, BooleanSupplier running, BooleanSupplier inPlace,
			Supplier<? extends RuntimeException> stopping) {
		this.gate = gate;
		this.running = running;
		this.inPlace = inPlace;
		this.stopping = stopping;
	}

	<E extends Exception> void handle(Handler<E> handler) throws E {
		while (!handled(handler)) {
			// The circuit breaker has rejected a call
		}
	}

	private <E extends Exception> boolean handled(Handler<E> handler) throws E {
		HandOut message = this.gate.enter(this.running);
		if (message == null) {
			throw this.stopping.get();
		}
		try (message) {
			handler.handle();
			return true;
		}
		catch (Exception ex) {
			if (!BreakerRejection.isCauseOf(ex)) {
				throw ex;
			}
			this.gate.repeat();
			if (!this.inPlace.getAsBoolean()) {
				throw ex;
			}
			return false;
		}
	}

	/**
	 * Handling of one message.
	 *
	 * @param <E> failures
	 */
	@FunctionalInterface
	interface Handler<E extends Exception> {

		void handle() throws E;

	}

}
