package io.github.resiliencestarter.outbox;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.github.resiliencestarter.outbox.DeadLetters.DeadLetter;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * Actuator endpoint {@code resilienceoutbox}: waiting messages and dead letters. Changes
 * are possible only if {@code resilience.outbox.endpoint.changes} is set.
 */
@Endpoint(id = "resilienceoutbox")
class OutboxEndpoint {

	private static final int MAX_LETTERS = 100;

	private static final int FORBIDDEN = 403;

	private static final String ALL = "all";

	private final Backlog backlog;

	private final DeadLetters deadLetters;

	private final boolean changes;

	OutboxEndpoint(Backlog backlog, DeadLetters deadLetters, boolean changes) {
		this.backlog = backlog;
		this.deadLetters = deadLetters;
		this.changes = changes;
	}

	/**
	 * Returns the numbers of messages per target.
	 */
	@ReadOperation
	Map<String, TargetView> targets() {
		Map<String, TargetView> targets = new TreeMap<>();
		for (String target : this.backlog.targets()) {
			Backlog.TargetBacklog backlog = this.backlog.of(target);
			MessageStore.Usage usage = backlog.estimate();
			Instant oldest = (usage.messages() > 0 && usage.oldest() > 0) ? Instant.ofEpochMilli(usage.oldest()) : null;
			targets.put(target, new TargetView(usage.messages(), usage.bytes(), oldest, backlog.dead()));
		}
		return targets;
	}

	/**
	 * Lists the oldest dead letters of a target.
	 */
	@ReadOperation
	List<DeadLetterView> list(@Selector String target) {
		return this.deadLetters.list(target, MAX_LETTERS).stream().map((letter) -> view(letter, false)).toList();
	}

	/**
	 * Shows a dead letter with its payload.
	 */
	@ReadOperation
	@Nullable DeadLetterView show(@Selector String target, @Selector String id) {
		return this.deadLetters.find(target, id).map((letter) -> view(letter, true)).orElse(null);
	}

	/**
	 * Requeues or discards a dead letter, or up to 100 of them with {@code all}.
	 */
	@WriteOperation
	WebEndpointResponse<ChangeView> change(@Selector String target, @Selector String id, Action action) {
		if (!this.changes) {
			return new WebEndpointResponse<>(
					new ChangeView(0, "Set resilience.outbox.endpoint.changes to true to allow changes"), FORBIDDEN);
		}
		int changed = 0;
		for (DeadLetter letter : letters(target, id)) {
			boolean done = (action == Action.REQUEUE) ? this.deadLetters.requeue(target, letter.id())
					: this.deadLetters.discard(target, letter.id());
			changed += done ? 1 : 0;
		}
		return new WebEndpointResponse<>(new ChangeView(changed, null),
				(changed > 0) ? WebEndpointResponse.STATUS_OK : WebEndpointResponse.STATUS_NOT_FOUND);
	}

	private List<DeadLetter> letters(String target, String id) {
		return ALL.equals(id) ? this.deadLetters.list(target, MAX_LETTERS)
				: this.deadLetters.find(target, id).stream().toList();
	}

	private static DeadLetterView view(DeadLetter letter, boolean withPayload) {
		return new DeadLetterView(letter.id(), letter.orderingKey(), letter.destination(), letter.death(),
				withPayload ? new String(letter.payload(), StandardCharsets.UTF_8) : null);
	}

	/**
	 * Change of a dead letter.
	 */
	enum Action {

		/**
		 * Sends it again.
		 */
		REQUEUE,

		/**
		 * Deletes it.
		 */
		DISCARD

	}

	/**
	 * Messages of a target.
	 *
	 * @param waiting the number of waiting messages
	 * @param bytes the bytes of their payloads
	 * @param oldest when the oldest was stored, or {@code null} if none is waiting
	 * @param dead the number of dead letters
	 */
	record TargetView(long waiting, long bytes, @Nullable Instant oldest, long dead) {

	}

	/**
	 * Dead letter.
	 *
	 * @param id the identifier
	 * @param orderingKey the ordering key, or {@code null}
	 * @param destination where it was to be sent
	 * @param death when and why it died
	 * @param payload the payload as text, or {@code null} in a list
	 */
	record DeadLetterView(String id, @Nullable String orderingKey, String destination, DeadLetter.Death death,
			@Nullable String payload) {

	}

	/**
	 * Result of a change.
	 *
	 * @param changed the number of changed dead letters
	 * @param problem why nothing was changed, or {@code null}
	 */
	record ChangeView(int changed, @Nullable String problem) {

	}

}
