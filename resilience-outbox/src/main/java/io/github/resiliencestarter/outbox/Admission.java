package io.github.resiliencestarter.outbox;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.resiliencestarter.outbox.MessageStore.Usage;
import io.github.resiliencestarter.outbox.OutboxListener.Outcome;
import io.github.resiliencestarter.outbox.OutboxRejectedException.Reason;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Admission of messages within the bounds of their target. At the bounds, the messages
 * are counted, at most ten times per second; concurrent senders may exceed the bounds by
 * what they store in the meantime. Safe for use by many threads.
 */
class Admission {

	private static final Log logger = LogFactory.getLog(Admission.class);

	private static final int MAX_DROPS = 100;

	private final MessageStore store;

	private final Backlog backlog;

	private final DatabaseClock clock;

	private final OutboxListener listener;

	private final Map<String, AtomicBoolean> full = new ConcurrentHashMap<>();

	Admission(MessageStore store, Backlog backlog, DatabaseClock clock, OutboxListener listener) {
		this.store = store;
		this.backlog = backlog;
		this.clock = clock;
		this.listener = listener;
	}

	/**
	 * Admits a message that is about to be stored.
	 * @param target the target
	 * @param size the size of the payload
	 * @param bounds the bounds of the target
	 * @return whether to store the message
	 * @throws OutboxRejectedException if it is rejected
	 */
	boolean admit(String target, long size, TargetSettings.Bounds bounds) {
		if (size > bounds.payload().toBytes()) {
			throw new OutboxRejectedException(target, Reason.TOO_LARGE, "The payload for '" + target + "' has " + size
					+ " bytes; at most " + bounds.payload().toBytes() + " are allowed");
		}
		if (excess(this.backlog.of(target).estimate(), size, bounds) == null) {
			log(target, null, bounds);
			return true;
		}
		Reason reason = excess(this.backlog.count(target), size, bounds);
		log(target, reason, bounds);
		if (reason == null) {
			return true;
		}
		return switch (bounds.overflow()) {
			case REJECT -> throw new OutboxRejectedException(target, reason,
					"Too many messages for '" + target + "' are waiting: " + describe(reason));
			case DROP_NEWEST -> false;
			case DROP_OLDEST -> dropOldest(target, size, bounds);
		};
	}

	private boolean dropOldest(String target, long size, TargetSettings.Bounds bounds) {
		Backlog.TargetBacklog waiting = this.backlog.of(target);
		if (excess(waiting.estimate(), size, bounds) == Reason.STALE) {
			int dropped = this.store.dropStoredBefore(target, this.clock.millis() - bounds.age().toMillis());
			this.backlog.recount(target);
			for (int i = 0; i < dropped; i++) {
				this.listener.onSent(target, Outcome.DROPPED);
			}
		}
		for (int i = 0; i < MAX_DROPS && excess(waiting.estimate(), size, bounds) == Reason.FULL; i++) {
			Usage dropped = this.store.dropOldest(target, 1);
			if (dropped.messages() == 0) {
				break;
			}
			waiting.removed(dropped.messages(), dropped.bytes());
			this.listener.onSent(target, Outcome.DROPPED);
		}
		return true;
	}

	private @Nullable Reason excess(Usage usage, long size, TargetSettings.Bounds bounds) {
		if (usage.messages() + 1 > bounds.messages() || usage.bytes() + size > bounds.size().toBytes()) {
			return Reason.FULL;
		}
		boolean stale = usage.messages() > 0 && usage.oldest() > 0
				&& this.clock.millis() - usage.oldest() > bounds.age().toMillis();
		return stale ? Reason.STALE : null;
	}

	private static String describe(Reason reason) {
		return (reason == Reason.STALE) ? "the oldest is too old" : "the bound is reached";
	}

	private void log(String target, @Nullable Reason reason, TargetSettings.Bounds bounds) {
		AtomicBoolean full = this.full.computeIfAbsent(target, (name) -> new AtomicBoolean());
		if (reason != null && full.compareAndSet(false, true)) {
			logger.warn("Messages for '%s' reached their bound: %s; overflow is %s".formatted(target, describe(reason),
					bounds.overflow()));
		}
		else if (reason == null && full.get() && full.compareAndSet(true, false)) {
			logger.info("Messages for '%s' are within their bounds again".formatted(target));
		}
	}

}
