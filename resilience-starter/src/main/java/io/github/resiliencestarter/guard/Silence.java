package io.github.resiliencestarter.guard;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Silence of a target that used to respond: the time for which nothing has been heard of
 * it although attempts are in flight. Safe for use by many threads.
 */
class Silence {

	/**
	 * Attempts that may be in flight however little the target used to respond.
	 */
	static final int MIN = 5;

	private static final int NONE = Integer.MAX_VALUE;

	private static final long HEARD = Long.MIN_VALUE;

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	private static final Log logger = LogFactory.getLog(Silence.class);

	private final String target;

	private final long tooLong;

	private final long period;

	private final long forgotten;

	// When an attempt has begun since the last response
	private volatile long asked = HEARD;

	private volatile boolean holding;

	private volatile double perNano;

	private volatile long counted;

	// Only under the lock
	private long before;

	Silence(String target, long tooLong, long forgotten) {
		this.target = target;
		this.tooLong = tooLong;
		this.period = Math.max(SECOND, tooLong);
		this.forgotten = forgotten;
		this.counted = HEARD;
	}

	/**
	 * Take note that an attempt is about to begin.
	 * @return whether the silence is too long
	 */
	boolean ask(long now) {
		long asked = this.asked;
		if (asked == HEARD) {
			this.asked = now;
			return false;
		}
		return now - asked >= this.tooLong;
	}

	/**
	 * Take note of a response.
	 * @param responses the number of all responses
	 */
	void heard(LongAdder responses, long now) {
		if (this.asked != HEARD) {
			this.asked = HEARD;
		}
		if (this.holding) {
			this.holding = false;
			logger.info("No longer holding calls to '%s' back: it responds".formatted(this.target));
		}
		if (this.counted == HEARD || now - this.counted >= this.period) {
			count(responses.sum(), now);
		}
	}

	private synchronized void count(long responses, long now) {
		if (this.counted != HEARD && now - this.counted < this.period) {
			return;
		}
		long recent = responses - this.before;
		boolean known = this.counted != HEARD && recent >= MIN && now - this.counted < this.forgotten;
		this.perNano = known ? (double) recent / (now - this.counted) : 0;
		this.before = responses;
		this.counted = now;
	}

	/**
	 * Return the attempts that may be in flight until the target responds.
	 */
	int limit(long now) {
		long asked = this.asked;
		double perNano = this.perNano;
		if (asked == HEARD || now - asked < this.tooLong || perNano == 0 || now - this.counted >= this.forgotten) {
			return NONE;
		}
		return (int) Math.max(MIN, perNano * this.tooLong);
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
		if (!this.holding) {
			this.holding = true;
			logger.warn("Holding calls to '%s' back: %d are in flight, and nothing has been heard for %d ms"
				.formatted(this.target, limit, TimeUnit.NANOSECONDS.toMillis(now - this.asked)));
		}
		return false;
	}

}
