package io.github.resiliencestarter.outbox;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

import io.github.resiliencestarter.outbox.OutboxListener.Outcome;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Works on a lane for a while: sends its messages one after the other, in order, and
 * deletes each as soon as its target has it.
 * <p>
 * A message that fails waits for its next attempt; later messages with the same ordering
 * key wait for it, others pass it. Safe for use by many threads, each with its own lane.
 */
class LaneWorker {

	static final int PAGE = 100;

	private static final int MAX_PAGES = 50;

	private static final long MAX_WAIT = 1000;

	private static final long SHUT_WAIT = 100;

	private static final long FIRST_BACKOFF = 500;

	private static final long MAX_BACKOFF = 30_000;

	private static final int MAX_DOUBLINGS = 6;

	private static final long NOT_HERE_WAIT = 5000;

	private static final long EXPIRY_GRACE = 60_000;

	private static final int MAX_REPORTED = 100;

	private static final Log logger = LogFactory.getLog(LaneWorker.class);

	private final MessageStore store;

	private final Deliverer deliverer;

	private final Gates gates;

	private final DatabaseClock clock;

	private final Context context;

	// Delivered, but not deleted because the database was unavailable
	private final Set<Long> undeleted = ConcurrentHashMap.newKeySet();

	private final Set<String> reported = ConcurrentHashMap.newKeySet();

	LaneWorker(MessageStore store, Deliverer deliverer, Gates gates, DatabaseClock clock, Context context) {
		this.store = store;
		this.deliverer = deliverer;
		this.gates = gates;
		this.clock = clock;
		this.context = context;
	}

	/**
	 * Works on a lane.
	 * @param lane the lane
	 * @param mayContinue whether this node may still work on the lane
	 * @return the milliseconds after which to continue
	 */
	long work(String lane, BooleanSupplier mayContinue) {
		Slice slice = new Slice(this.gates.of(lane.substring(0, lane.lastIndexOf('/'))), mayContinue);
		long after = Long.MIN_VALUE;
		for (int i = 0; i < MAX_PAGES; i++) {
			List<StoredMessage> page = this.store.page(lane, after, PAGE);
			for (StoredMessage message : page) {
				if (!slice.process(message)) {
					return slice.wait;
				}
				after = message.seq();
			}
			if (page.size() < PAGE) {
				return slice.wait;
			}
		}
		return slice.wait;
	}

	/**
	 * Buries messages whose deadline has expired, although their lanes are not worked on.
	 * @param target the target
	 */
	void expire(String target) {
		// Another node may still be sending those that have just expired
		for (StoredMessage message : this.store.expired(target, this.clock.millis() - EXPIRY_GRACE, PAGE)) {
			bury(message, DeadReason.EXPIRED, "");
		}
	}

	private void bury(StoredMessage message, DeadReason reason, String detail) {
		if (this.store.bury(message, this.clock.millis(), reason, detail)) {
			Outcome outcome = (reason == DeadReason.EXPIRED) ? Outcome.EXPIRED : Outcome.DEAD;
			this.context.listener().onSent(message.target(), outcome);
			this.context.backlog().of(message.target()).removed(1, message.content().payload().length);
		}
	}

	/**
	 * What the worker needs beside the store.
	 *
	 * @param properties the properties
	 * @param backlog the numbers of waiting messages
	 * @param listener is told of all results
	 * @param random the source of jitter
	 */
	record Context(OutboxProperties properties, Backlog backlog, OutboxListener listener, RandomGenerator random) {

	}

	/**
	 * Work on a lane, from its beginning.
	 */
	private final class Slice {

		private final Gate gate;

		private final BooleanSupplier mayContinue;

		private final Set<String> blockedKeys = new HashSet<>();

		private long wait;

		Slice(Gate gate, BooleanSupplier mayContinue) {
			this.gate = gate;
			this.mayContinue = mayContinue;
		}

		/**
		 * Processes a message, unless it has to wait.
		 * @return whether to continue with the next one
		 */
		boolean process(StoredMessage message) {
			String key = message.orderingKey();
			if (key != null && this.blockedKeys.contains(key)) {
				return true;
			}
			if (LaneWorker.this.undeleted.contains(message.seq())) {
				return delete(message);
			}
			long now = LaneWorker.this.clock.millis();
			if (message.progress().expiresAt() <= now) {
				bury(message, DeadReason.EXPIRED, "");
				return true;
			}
			if (message.progress().notBefore() > now && !this.gate.isProbing()) {
				waitFor(message, message.progress().notBefore() - now);
				return true;
			}
			if (!this.mayContinue.getAsBoolean()) {
				this.wait = 0;
				return false;
			}
			if (!this.gate.tryEnter()) {
				this.wait = SHUT_WAIT;
				return false;
			}
			return send(message, now);
		}

		private boolean send(StoredMessage message, long now) {
			Result result = null;
			try {
				result = LaneWorker.this.deliverer.deliver(message.delivery(now));
			}
			finally {
				this.gate.leave(result == null || result.kind() == Result.Kind.FAILED, pause(result));
			}
			switch (result.kind()) {
				case DELIVERED -> {
					return delivered(message);
				}
				case REJECTED -> {
					this.wait = SHUT_WAIT;
					return false;
				}
				case FAILED, LOCAL -> failed(message, result, 0);
				case WRONG -> failed(message, result, 1);
				case NOT_HERE -> leaveToOthers(message, result);
				case UNDELIVERABLE -> bury(message, DeadReason.UNDELIVERABLE, result.detail());
			}
			return true;
		}

		private static @Nullable Duration pause(@Nullable Result result) {
			return (result != null && result.kind() == Result.Kind.REJECTED) ? result.retryAfter() : null;
		}

		private boolean delivered(StoredMessage message) {
			LaneWorker.this.undeleted.add(message.seq());
			LaneWorker.this.context.listener().onSent(message.target(), Outcome.DELIVERED);
			return delete(message);
		}

		// If another node has deleted it, that node has taken over the lane
		private boolean delete(StoredMessage message) {
			boolean deleted = LaneWorker.this.store.delete(message.seq());
			LaneWorker.this.undeleted.remove(message.seq());
			if (deleted) {
				LaneWorker.this.context.backlog().of(message.target()).removed(1, message.content().payload().length);
			}
			return deleted;
		}

		private void failed(StoredMessage message, Result result, int clientError) {
			StoredMessage.Progress progress = message.progress();
			int clientErrors = progress.clientErrors() + clientError;
			OutboxProperties properties = LaneWorker.this.context.properties();
			if (clientErrors >= properties.of(message.target()).maxClientErrors()) {
				bury(message, DeadReason.REJECTED, result.detail());
				return;
			}
			LaneWorker.this.context.listener().onSent(message.target(), Outcome.FAILED);
			long backoff = backoff(progress.attempts(), result.retryAfter());
			LaneWorker.this.store.postpone(message.seq(), new StoredMessage.Progress(progress.attempts() + 1,
					clientErrors, progress.storedAt(), LaneWorker.this.clock.millis() + backoff, progress.expiresAt()));
			waitFor(message, backoff);
		}

		private void leaveToOthers(StoredMessage message, Result result) {
			Set<String> reported = LaneWorker.this.reported;
			if (reported.size() < MAX_REPORTED && reported.add(message.content().destination())) {
				logger.warn("Messages for '%s' wait, because this node cannot deliver them: %s"
					.formatted(message.target(), result.detail()));
			}
			StoredMessage.Progress progress = message.progress();
			long notBefore = LaneWorker.this.clock.millis() + NOT_HERE_WAIT;
			LaneWorker.this.store.postpone(message.seq(), new StoredMessage.Progress(progress.attempts(),
					progress.clientErrors(), progress.storedAt(), notBefore, progress.expiresAt()));
			waitFor(message, NOT_HERE_WAIT);
		}

		private long backoff(int attempts, @Nullable Duration retryAfter) {
			long exponential = Math.min(MAX_BACKOFF, FIRST_BACKOFF << Math.min(attempts, MAX_DOUBLINGS));
			long jittered = LaneWorker.this.context.random().nextLong(exponential / 2, exponential + 1);
			return (retryAfter != null) ? Math.max(retryAfter.toMillis(), jittered) : jittered;
		}

		private void waitFor(StoredMessage message, long millis) {
			if (message.orderingKey() != null) {
				this.blockedKeys.add(message.orderingKey());
			}
			long bounded = Math.min(MAX_WAIT, Math.max(1, millis));
			this.wait = (this.wait == 0) ? bounded : Math.min(this.wait, bounded);
		}

	}

}
