package io.github.resiliencestarter.guard;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.retry.Retry;
import io.github.resiliencestarter.guard.Outcome.NextAttempt;
import io.github.resiliencestarter.guard.Outcome.Throttled;
import io.github.resiliencestarter.guard.Outcome.Unsuccessful;
import org.jspecify.annotations.Nullable;

/**
 * Decision whether and when to retry a call. The number of attempts, the backoff and the
 * exceptions to retry are those of Resilience4j; the vetoes are ours.
 */
final class RetryDecision {

	/**
	 * Result if there is no retry.
	 */
	static final long NO_RETRY = -1;

	private static final long FOREVER = Long.MAX_VALUE;

	private final GuardParts parts;

	private final Retry.AsyncContext<?> context;

	private final Bulkhead bulkhead;

	// Whether the last retry has spent a token
	private boolean paid;

	RetryDecision(GuardParts parts, Retry retry, Bulkhead bulkhead) {
		this.parts = parts;
		this.context = retry.asyncContext();
		this.bulkhead = bulkhead;
	}

	/**
	 * Decides. Every veto is here, in order: the call itself (idempotency, a body that
	 * cannot be sent again), the user's rules and number of attempts, the deadline, the
	 * budget and the room in the bulkhead. If the connection to one instance failed, or
	 * its response was bad while another instance is healthy, the retry goes to another
	 * instance immediately: backoff is for a target that needs time to recover (compare
	 * HAProxy's redispatch). A retry after an attempt that cost the target nothing, such
	 * as a refused connection, spends no budget; the number of attempts still bounds it.
	 * @param outcome the outcome of the attempt
	 * @param deadline the deadline of the call, on the guard's clock
	 * @param soundElsewhere whether the attempt brought a response and another instance
	 * is healthy
	 * @return the nanoseconds to pause before the next attempt, or {@link #NO_RETRY}
	 */
	long pause(Unsuccessful outcome, long deadline, boolean soundElsewhere) {
		if (!outcome.repeatable()) {
			return NO_RETRY;
		}
		long backoff = this.context.onError(outcome.cause());
		if (backoff < 0) {
			return NO_RETRY;
		}
		long pause = (outcome.next() == NextAttempt.LATER) ? pauseLater(outcome, backoff, soundElsewhere) : 0;
		long now = this.parts.now();
		if (pause >= deadline - now) {
			return veto(RejectionReason.DEADLINE);
		}
		this.paid = outcome.next() != NextAttempt.FOR_FREE;
		if (this.paid && !isAffordable(now)) {
			return veto(RejectionReason.BUDGET);
		}
		this.parts.retryRoom().enter();
		return pause;
	}

	private boolean isAffordable(long now) {
		return this.parts.retryRoom().isLeft(this.bulkhead) && this.parts.budget().tryWithdraw(now);
	}

	// Throttling applies to all instances of a target
	private static long pauseLater(Unsuccessful outcome, long backoff, boolean soundElsewhere) {
		boolean atOnce = soundElsewhere && outcome.notBefore() == null && !(outcome instanceof Throttled);
		return atOnce ? 0 : Math.max(TimeUnit.MILLISECONDS.toNanos(backoff), nanos(outcome.notBefore()));
	}

	/**
	 * Records that the last attempt succeeded. A successful retry is not part of a retry
	 * storm: its token is returned, as in the retry quota of the AWS SDKs.
	 */
	void succeeded() {
		this.context.onComplete();
		if (this.paid) {
			this.parts.budget().giveBack(this.parts.now());
		}
	}

	private long veto(RejectionReason reason) {
		this.parts.listener().onRejected(this.parts.target(), reason);
		return NO_RETRY;
	}

	private static long nanos(@Nullable Duration notBefore) {
		if (notBefore == null) {
			return 0;
		}
		return (notBefore.toDays() < 365) ? notBefore.toNanos() : FOREVER;
	}

}
