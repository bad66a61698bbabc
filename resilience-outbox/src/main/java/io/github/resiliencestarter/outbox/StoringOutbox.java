package io.github.resiliencestarter.outbox;

import java.time.Duration;
import java.util.UUID;

import io.github.resiliencestarter.outbox.OutboxListener.Acceptance;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * {@link Outbox} that stores messages in the database.
 */
class StoringOutbox implements Outbox {

	private final MessageStore store;

	private final Admission admission;

	private final DirectCalls directCalls;

	private final Parts parts;

	StoringOutbox(MessageStore store, Admission admission, DirectCalls directCalls, Parts parts) {
		this.store = store;
		this.admission = admission;
		this.directCalls = directCalls;
		this.parts = parts;
	}

	@Override
	public Receipt send(OutboxMessage message) {
		byte[] payload = this.parts.payloads().write(message.payload());
		try {
			return send(message, payload, this.directCalls::deliver);
		}
		catch (RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new IllegalStateException("The message for '" + message.target() + "' was rejected by its target",
					ex);
		}
	}

	/**
	 * Sends a message.
	 * @param message the message
	 * @param payload the payload as bytes
	 * @param direct makes the call immediately
	 * @return the receipt
	 * @throws Exception what the target says against a message that it got directly
	 */
	Receipt send(OutboxMessage message, byte[] payload, DirectCalls.Call direct) throws Exception {
		TargetSettings settings = this.parts.properties().of(message.target());
		String id = (message.id() != null) ? message.id() : UUID.randomUUID().toString();
		Duration deadline = (message.deadline() != null) ? message.deadline() : settings.deadline();
		Mode mode = (message.mode() != null) ? message.mode() : settings.mode();
		if (message.id() != null && this.store.contains(message.target(), id)) {
			return new Receipt(id, Receipt.Status.STORED);
		}
		if (mode == Mode.DIRECT_FIRST && mayGoFirst(message)) {
			Delivery delivery = new Delivery(id, message.target(), message.destination(), message.orderingKey(),
					message.headers(), payload, deadline);
			if (this.directCalls.make(delivery, direct)) {
				this.parts.listener().onMessage(message.target(), Acceptance.DIRECT);
				return new Receipt(id, Receipt.Status.DELIVERED);
			}
		}
		return store(message, id, payload, deadline);
	}

	private boolean mayGoFirst(OutboxMessage message) {
		return message.orderingKey() == null || !this.store.isWaiting(message.target(), message.orderingKey());
	}

	private Receipt store(OutboxMessage message, String id, byte[] payload, Duration deadline) {
		String target = message.target();
		if (!admit(target, payload.length)) {
			return new Receipt(id, Receipt.Status.DROPPED);
		}
		long now = this.parts.clock().millis();
		this.store.insert(new StoredMessage(0, id, target, message.orderingKey(),
				new StoredMessage.Content(message.destination(), HeaderFormat.format(message.headers()), payload),
				new StoredMessage.Progress(0, 0, now, now, now + deadline.toMillis())));
		this.parts.backlog().of(target).stored(payload.length);
		this.parts.listener().onMessage(target, Acceptance.STORED);
		afterCommit(target);
		return new Receipt(id, Receipt.Status.STORED);
	}

	private boolean admit(String target, long size) {
		try {
			boolean admitted = this.admission.admit(target, size, this.parts.properties().of(target).bounds());
			if (!admitted) {
				this.parts.listener().onMessage(target, Acceptance.DROPPED);
			}
			return admitted;
		}
		catch (OutboxRejectedException ex) {
			this.parts.listener().onMessage(target, Acceptance.REJECTED);
			throw ex;
		}
	}

	private void afterCommit(String target) {
		if (!TransactionSynchronizationManager.isSynchronizationActive()) {
			this.parts.waker().stored(target);
			return;
		}
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

			@Override
			public void afterCommit() {
				StoringOutbox.this.parts.waker().stored(target);
			}

		});
	}

	/**
	 * What the outbox needs beside the store.
	 *
	 * @param properties the properties
	 * @param payloads writes payloads
	 * @param backlog the numbers of waiting messages
	 * @param clock the clock of the database
	 * @param listener is told of all messages
	 * @param waker is told of stored messages after the commit
	 */
	record Parts(OutboxProperties properties, Payloads payloads, Backlog backlog, DatabaseClock clock,
			OutboxListener listener, Waker waker) {

	}

	/**
	 * Wakes the scheduler.
	 */
	@FunctionalInterface
	interface Waker {

		void stored(String target);

	}

}
