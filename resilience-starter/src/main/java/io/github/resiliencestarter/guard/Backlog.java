package io.github.resiliencestarter.guard;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.concurrent.atomic.LongAdder;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Backlog of a target that used to respond in time. There is one in two cases:
 * <ul>
 * <li>The target has been silent for the attempt timeout although attempts are in flight.
 * A shorter silence may be a pause, such as a garbage collection or a cold start, after
 * which all attempts still get their response.</li>
 * <li>The last response took more than half of the attempt timeout.</li>
 * </ul>
 * Meanwhile the attempts in flight are bounded by the number of responses that the target
 * used to send within the attempt timeout. Retries are held back earlier: to a target
 * that is silent for everybody, they only double the time for which callers wait. Safe
 * for use by many threads.
 */
class Backlog {

	/**
	 * Attempts that may be in flight at a target with few calls. They occupy too few
	 * threads to harm the caller, and the first timeouts soon limit them anyway.
	 */
	static final int MIN = 32;

	/**
	 * Attempts that may be in flight when a retry begins.
	 */
	static final int MIN_FOR_RETRIES = 8;

	/**
	 * Minimum number of responses to determine a rate.
	 */
	private static final int MIN_RESPONSES = 5;

	private static final int NONE = Integer.MAX_VALUE;

	private static final long NOT_WAITING = Long.MIN_VALUE;

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	private static final long FORGOTTEN = TimeUnit.SECONDS.toNanos(10);

	private static final Log logger = LogFactory.getLog(Backlog.class);

	// Each attempt writes twice: without the fence of a volatile write
	private static final AtomicLongFieldUpdater<Backlog> WAITING_SINCE = AtomicLongFieldUpdater
		.newUpdater(Backlog.class, "waitingSince");

	private final String target;

	private final LongAdder responses;

	// Not volatile, see ConcurrencyLimit
	private long timeout;

	private long period;

	private long forgotten;

	// Start of the first attempt since the last response
	private volatile long waitingSince = NOT_WAITING;

	// Whether the last response took too long
	private volatile boolean late;

	private volatile boolean holding;

	private volatile double perNano;

	private volatile long counted;

	private volatile long before;

	Backlog(String target, LongAdder responses, long timeout) {
		this.target = target;
		this.responses = responses;
		this.timeout = timeout;
		this.period = periodOf(timeout);
		this.forgotten = forgottenOf(timeout);
		this.counted = NOT_WAITING;
	}

	private static long periodOf(long timeout) {
		return Math.max(SECOND, timeout / 2);
	}

	// Slow attempts can be silent for that long
	private static long forgottenOf(long timeout) {
		return Math.max(FORGOTTEN, 2 * timeout);
	}

	/**
	 * Changes the attempt timeout.
	 */
	void changeTimeout(long timeout) {
		this.timeout = timeout;
		this.period = periodOf(timeout);
		this.forgotten = forgottenOf(timeout);
	}

	/**
	 * Records that an attempt is about to begin.
	 * @return whether there may be a backlog
	 */
	boolean begin(long now) {
		long waitingSince = this.waitingSince;
		if (waitingSince == NOT_WAITING) {
			WAITING_SINCE.lazySet(this, now);
			return this.late;
		}
		return this.late || now - waitingSince >= this.timeout;
	}

	/**
	 * Records a response.
	 * @param took the nanoseconds that it took
	 */
	void responded(long took, long now) {
		boolean late = took >= this.timeout / 2;
		if (this.late != late) {
			this.late = late;
		}
		if (this.waitingSince != NOT_WAITING) {
			WAITING_SINCE.lazySet(this, NOT_WAITING);
		}
		if (this.holding) {
			this.holding = false;
			logger.info("No longer holding back calls to '%s': it responds".formatted(this.target));
		}
		if (this.counted == NOT_WAITING || now - this.counted >= this.period) {
			count(now);
		}
	}

	private synchronized void count(long now) {
		if (this.counted != NOT_WAITING && now - this.counted < this.period) {
			return;
		}
		long responses = this.responses.sum();
		long recent = responses - this.before;
		boolean known = this.counted != NOT_WAITING && recent >= MIN_RESPONSES && now - this.counted < this.forgotten;
		this.perNano = known ? (double) recent / (now - this.counted) : 0;
		this.before = responses;
		this.counted = now;
	}

	/**
	 * Returns the number of attempts that may be in flight.
	 */
	int limit(long now) {
		double perNano = (this.late || isSilent(now)) ? recentPerNano(now) : 0;
		return (perNano > 0) ? (int) Math.max(MIN, perNano * this.timeout) : NONE;
	}

	private boolean isSilent(long now) {
		long waitingSince = this.waitingSince;
		return waitingSince != NOT_WAITING && now - waitingSince >= this.timeout;
	}

	/**
	 * Returns the rate of the responses in the last seconds, zero if there were few. Uses
	 * the current rate if it is higher, because calls may have become more frequent.
	 * @return responses per nanosecond
	 */
	double recentPerNano(long now) {
		long elapsed = now - this.counted;
		if (elapsed >= this.forgotten) {
			return 0;
		}
		long recent = this.responses.sum() - this.before;
		double present = (recent >= MIN_RESPONSES) ? (double) recent / Math.max(elapsed, this.timeout) : 0;
		return Math.max(this.perNano, present);
	}

	/**
	 * Returns whether the last response came quickly: then nothing queues at the target.
	 */
	boolean respondsQuickly() {
		return !this.late;
	}

	/**
	 * Returns whether one more attempt may begin.
	 * @param inFlight the number of attempts in flight, including this one
	 * @param retry whether the attempt is a retry
	 */
	boolean allows(int inFlight, boolean retry, long now) {
		// All earlier attempts were canceled or timed out: the wait starts again
		if (inFlight <= 1) {
			this.waitingSince = now;
			return true;
		}
		int limit = limit(now);
		boolean silent = isSilent(now);
		if (limit == NONE || inFlight <= ((retry && silent) ? MIN_FOR_RETRIES : limit)) {
			return true;
		}
		if (!this.holding && silent) {
			this.holding = true;
			logger.warn("Holding back calls to '%s': %d are in flight, and it has not responded for %d ms"
				.formatted(this.target, inFlight - 1, TimeUnit.NANOSECONDS.toMillis(now - this.waitingSince)));
		}
		return false;
	}

}
