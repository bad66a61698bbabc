package io.github.resiliencestarter.guard;

import java.time.Duration;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resiliencestarter.engines.TargetEngines;
import org.jspecify.annotations.Nullable;

/**
 * Second, equal request that an attempt may send to another instance while the first is
 * waiting for its response. The first good response of the two is that of the attempt:
 * gates and breaker see one attempt with one outcome. The caller of this class sends both
 * requests, chooses the other instance, and cancels the one that is no longer needed.
 */
public final class Hedge {

	private final Passage passage;

	private final GuardParts parts;

	private final HedgeTiming timing;

	private final TargetEngines engines;

	private final long delay;

	Hedge(Passage passage, GuardParts parts, HedgeTiming timing, TargetEngines engines) {
		this.passage = passage;
		this.parts = parts;
		this.timing = timing;
		this.engines = engines;
		this.delay = timing.nanos();
	}

	/**
	 * Returns the time to wait for the response to the first request.
	 * @return the time, or {@code null} if the second is not to be sent at all
	 */
	public @Nullable Duration delay() {
		return (this.delay >= 0) ? Duration.ofNanos(this.delay) : null;
	}

	/**
	 * Returns the time that the attempt has left for its two requests.
	 * @return the time, never negative
	 */
	public Duration timeLeft() {
		return Duration.ofNanos(Math.max(0, nanosLeft(this.parts.now())));
	}

	private long nanosLeft(long now) {
		return this.passage.limitNanos() - (now - this.passage.startNanos());
	}

	/**
	 * Begins the second request, unless it would burden a target that has no strength to
	 * spare, or comes too late. It takes its permissions and a token of the retry budget,
	 * which is not returned: otherwise nothing would limit hedges that win.
	 * @return the second request as an attempt with the time that is left, to be
	 * {@link #end ended}; {@code null} if it must not be sent
	 */
	public @Nullable Attempt begin() {
		long now = this.parts.now();
		long left = nanosLeft(now);
		if (left <= this.delay || !isWell(now) || !takePermissions(now)) {
			return null;
		}
		this.parts.listener().onHedge(this.parts.target(), HedgeResult.SENT);
		return new Second(this.passage.number(), now, left, this.parts);
	}

	private boolean isWell(long now) {
		CircuitBreaker.State state = this.engines.breaker().getState();
		boolean lets = state == CircuitBreaker.State.CLOSED || state == CircuitBreaker.State.DISABLED
				|| state == CircuitBreaker.State.METRICS_ONLY;
		ConcurrencyLimit limit = this.parts.limit();
		return lets && (limit == null || Double.isInfinite(limit.current(now)));
	}

	private boolean takePermissions(long now) {
		Bulkhead bulkhead = this.engines.bulkhead();
		boolean room = bulkhead.getMetrics().getAvailableConcurrentCalls() > 0
				&& this.parts.retryRoom().isLeft(bulkhead) && bulkhead.tryAcquirePermission();
		if (!room) {
			return false;
		}
		if (!this.parts.budget().tryWithdraw(now)) {
			bulkhead.releasePermission();
			return false;
		}
		this.parts.retryRoom().enter();
		return true;
	}

	/**
	 * Returns the permissions of a second request that has begun: its response has
	 * arrived, it has failed, or it was canceled.
	 */
	public void end() {
		this.parts.retryRoom().leave();
		this.engines.bulkhead().onComplete();
	}

	/**
	 * Makes the second request the one whose response the caller gets.
	 * @param second the second request
	 */
	public void won(Attempt second) {
		this.passage.answeredBy(second);
		this.parts.listener().onHedge(this.parts.target(), HedgeResult.WON);
	}

	/**
	 * Records how long the first request has taken so far.
	 * @param good whether it has a good response; if not, its time is only a lower bound
	 */
	public void observe(boolean good) {
		long took = this.passage.nanosSinceStart();
		if (good || (this.delay >= 0 && took > this.delay)) {
			this.timing.observe(took);
		}
	}

	/**
	 * Second request, with the time that is left of the attempt.
	 */
	private static final class Second extends Attempt {

		Second(int number, long start, long limit, GuardParts parts) {
			super(number, start, limit, parts.nanoClock());
		}

	}

}
