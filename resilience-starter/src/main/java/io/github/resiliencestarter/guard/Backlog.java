package io.github.resiliencestarter.guard;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Backlog of a target that used to respond in time. There is one while nothing has been
 * heard of it for half of the attempt timeout although attempts are in flight, and while
 * its last response took as long: then the attempts in flight are bounded by what the
 * target used to answer in half of the timeout, or in all of it. Safe for use by many
 * threads.
 */
class Backlog {

	/**
	 * Attempts that may be in flight however little the target used to respond.
	 */
	static final int MIN = 5;

	private static final int NONE = Integer.MAX_VALUE;

	private static final long HEARD = Long.MIN_VALUE;

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	private static final long FORGOTTEN = TimeUnit.SECONDS.toNanos(10);

	private static final Log logger = LogFactory.getLog(Backlog.class);

	private final String target;

	private final LongAdder responses;

	private final long tooLong;

	private final long period;

	private final long forgotten;

	// When an attempt has begun since the last response
	private volatile long asked = HEARD;

	// Whether the last response took too long
	private volatile boolean late;

	private volatile boolean holding;

	private volatile double perNano;

	private volatile long counted;

	private volatile long before;

	Backlog(String target, LongAdder responses, long timeout) {
		this.target = target;
		this.responses = responses;
		this.tooLong = timeout / 2;
		this.period = Math.max(SECOND, timeout / 2);
		// Where attempts may take long, nothing is heard of them for as long
		this.forgotten = Math.max(FORGOTTEN, 2 * timeout);
		this.counted = HEARD;
	}

	/**
	 * Take note that an attempt is about to begin.
	 * @return whether there may be a backlog
	 */
	boolean ask(long now) {
		long asked = this.asked;
		if (asked == HEARD) {
			this.asked = now;
			return this.late;
		}
		return this.late || now - asked >= this.tooLong;
	}

	/**
	 * Take note of a response.
	 * @param took the nanoseconds that it took
	 */
	void heard(long took, long now) {
		boolean late = took >= this.tooLong;
		if (this.late != late) {
			this.late = late;
		}
		if (this.asked != HEARD) {
			this.asked = HEARD;
		}
		if (this.holding) {
			this.holding = false;
			logger.info("No longer holding calls to '%s' back: it responds".formatted(this.target));
		}
		if (this.counted == HEARD || now - this.counted >= this.period) {
			count(now);
		}
	}

	private synchronized void count(long now) {
		if (this.counted != HEARD && now - this.counted < this.period) {
			return;
		}
		long responses = this.responses.sum();
		long recent = responses - this.before;
		boolean known = this.counted != HEARD && recent >= MIN && now - this.counted < this.forgotten;
		this.perNano = known ? (double) recent / (now - this.counted) : 0;
		this.before = responses;
		this.counted = now;
	}

	/**
	 * Return the attempts that may be in flight.
	 */
	int limit(long now) {
		boolean silent = isSilent(now);
		double perNano = (silent || this.late) ? recentPerNano(now) : 0;
		return (perNano > 0) ? (int) Math.max(MIN, perNano * this.tooLong * (silent ? 1 : 2)) : NONE;
	}

	private boolean isSilent(long now) {
		long asked = this.asked;
		return asked != HEARD && now - asked >= this.tooLong;
	}

	// A little of the present, where that is more, for there may be more calls than
	// before
	private double recentPerNano(long now) {
		long elapsed = now - this.counted;
		if (elapsed >= this.forgotten) {
			return 0;
		}
		long recent = this.responses.sum() - this.before;
		double present = (recent >= MIN) ? (double) recent / Math.max(elapsed, this.tooLong) : 0;
		return Math.max(this.perNano, present);
	}

	/**
	 * Return whether there are not too many attempts in flight.
	 * @param inFlight the attempts in flight, the one in question included
	 */
	boolean allows(int inFlight, long now) {
		// Nothing is awaited: all others were given up, or have timed out
		if (inFlight <= 1) {
			this.asked = now;
			return true;
		}
		int limit = limit(now);
		if (inFlight <= limit) {
			return true;
		}
		if (!this.holding && isSilent(now)) {
			this.holding = true;
			logger.warn("Holding calls to '%s' back: %d are in flight, and nothing has been heard for %d ms"
				.formatted(this.target, limit, TimeUnit.NANOSECONDS.toMillis(now - this.asked)));
		}
		return false;
	}

}
