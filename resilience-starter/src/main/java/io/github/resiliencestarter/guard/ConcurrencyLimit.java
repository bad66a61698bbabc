package io.github.resiliencestarter.guard;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Adaptive limit of the attempts in flight to one target. It exists only while the target
 * is overloaded: beyond its capacity, each further attempt only makes the queue longer,
 * until all attempts time out and the target works for callers that no longer wait.
 * <p>
 * By Little's law, {@code rate * time} attempts in flight wait for that time. A limit is
 * set when half of {@value #SAMPLES} recent attempts have timed out, or each of
 * {@value #SAMPLES_WITHOUT_RESPONSE} (the number of consecutive errors after which Envoy
 * ejects a host), unless the last response came quickly: then nothing queues, and the
 * timeouts belong to a few of the target's routes. It is the rate of the responses in
 * time, multiplied by half of the attempt timeout. This is the BBR rule of Sentinel and
 * Kratos with timeouts in place of the CPU load. Like theirs, the first limit uses the
 * highest recent rate, because the responses of the last moments waited in a queue that
 * was just building up.
 * <p>
 * From there the limit grows. It doubles while no response takes an eighth of the attempt
 * timeout, because then nothing queues: the slow start of TCP. It grows by a quarter
 * while most responses take less than half of the timeout, and otherwise by one every
 * {@value #CAUTION_SECONDS} s, because it is close enough to the capacity. It is lifted
 * when it reaches the size of the bulkhead. Each step considers only attempts that began
 * after the previous step. A limit of which less than half is in use does not grow,
 * because the responses say nothing about a larger one (congestion window validation, RFC
 * 7661); after {@value #UNUSED_SECONDS} s it is lifted.
 * <p>
 * Before attempts time out, a {@link Backlog} bounds the attempts in flight at a target
 * that has stopped responding. A target that has sent few responses so far, such as a
 * cold one, is exempt.
 * <p>
 * Slow responses alone never set a limit: if they are not slow because of a queue, a
 * limit does not help. If no response arrives in time, {@value #MIN} attempts at a time
 * continue to probe the target. Safe for use by many threads; costs an increment and two
 * writes for each attempt while there is no limit.
 */
class ConcurrencyLimit {

	/**
	 * Smallest limit: many callers may share the capacity of one target.
	 */
	static final int MIN = 2;

	/**
	 * Attempts that a decision takes.
	 */
	static final int SAMPLES = 10;

	/**
	 * Attempts that a first decision takes if all have timed out.
	 */
	static final int SAMPLES_WITHOUT_RESPONSE = 5;

	static final int CAUTION_SECONDS = 3;

	static final int UNUSED_SECONDS = 10;

	private static final int NONE = Integer.MAX_VALUE;

	private static final long CAUTION = TimeUnit.SECONDS.toNanos(CAUTION_SECONDS);

	private static final long UNUSED = TimeUnit.SECONDS.toNanos(UNUSED_SECONDS);

	private static final long FORGOTTEN = TimeUnit.SECONDS.toNanos(10);

	private static final Log logger = LogFactory.getLog(ConcurrencyLimit.class);

	private final String target;

	// Not volatile: a new value is visible with the gates that are published after it
	private long timeout;

	private long forgotten;

	private final LongAdder inTime = new LongAdder();

	private final Object monitor = new Object();

	private volatile int limit = NONE;

	private volatile long lastSample;

	// Whether more than half has been in use since the last step
	private volatile boolean used;

	private final Backlog backlog;

	// Below: observations since the last decision

	private long since;

	private long inTimeBefore;

	private int samples;

	private int timedOut;

	private int slow;

	private int late;

	private long changed;

	/**
	 * Create a limit.
	 * @param target the name of the target, for the log
	 * @param timeout the attempt timeout in nanoseconds
	 */
	ConcurrencyLimit(String target, long timeout) {
		this.target = target;
		this.timeout = timeout;
		// Slow attempts can be silent for that long
		this.forgotten = Math.max(FORGOTTEN, 2 * timeout);
		this.backlog = new Backlog(target, this.inTime, timeout);
	}

	/**
	 * Changes the attempt timeout. The limit stays as it is, and what has been observed
	 * counts.
	 * @param timeout the attempt timeout in nanoseconds
	 */
	void changeTimeout(long timeout) {
		this.timeout = timeout;
		this.forgotten = Math.max(FORGOTTEN, 2 * timeout);
		this.backlog.changeTimeout(timeout);
	}

	/**
	 * Return whether there is a limit at the moment.
	 * @return whether there is one
	 */
	boolean isInForce() {
		return this.limit != NONE;
	}

	/**
	 * Records that an attempt is about to begin.
	 * @param now the reading of the monotonic clock
	 * @return whether {@link #allows} must be called
	 */
	boolean mayReject(long now) {
		return this.backlog.begin(now) || this.limit != NONE;
	}

	/**
	 * Return the attempts that may be in flight.
	 * @param now the reading of the monotonic clock
	 * @return the limit, positive infinity if there is none
	 */
	double current(long now) {
		int limit = Math.min(this.limit, this.backlog.limit(now));
		return (limit != NONE) ? limit : Double.POSITIVE_INFINITY;
	}

	/**
	 * Return whether one more attempt may begin.
	 * @param inFlight the number of attempts in flight, including this one
	 * @param retry whether the attempt is a retry
	 * @param now the reading of the monotonic clock
	 * @return whether the one in question may begin
	 */
	boolean allows(int inFlight, boolean retry, long now) {
		if (!this.backlog.allows(inFlight, retry, now)) {
			return false;
		}
		int limit = this.limit;
		if (inFlight > limit / 2 && limit != NONE && !this.used) {
			this.used = true;
		}
		if (inFlight <= limit) {
			return true;
		}
		if (now - this.lastSample < this.forgotten) {
			return false;
		}
		synchronized (this.monitor) {
			lift();
		}
		return true;
	}

	/**
	 * Records the end of an attempt whose outcome says something about the target.
	 * @param start when it began
	 * @param allowed the time that it had
	 * @param now when it ended
	 * @param max the number of attempts that may be in flight without a limit
	 */
	void ended(long start, long allowed, long now, int max) {
		boolean expired = now - start >= allowed;
		if (!expired) {
			this.inTime.increment();
			this.backlog.responded(now - start, now);
		}
		if (this.limit != NONE) {
			sample(start, expired, now, max);
		}
		// A timeout that a deadline shortened says little about the target
		else if (expired && allowed >= this.timeout / 2) {
			timedOutWithoutLimit(now, max);
		}
	}

	private void timedOutWithoutLimit(long now, int max) {
		synchronized (this.monitor) {
			if (this.samples == 0 || now - this.since > this.timeout) {
				begin(now);
			}
			this.samples++;
			long responded = this.inTime.sum() - this.inTimeBefore;
			boolean enough = this.samples + responded >= ((responded > 0) ? SAMPLES : SAMPLES_WITHOUT_RESPONSE);
			if (!enough || now - this.since < this.timeout / 8 || this.limit != NONE) {
				return;
			}
			int next = firstLimit(responded, now);
			boolean queue = responded == 0 || !this.backlog.respondsQuickly();
			if (queue && this.samples >= responded && next < max) {
				logger.warn("Limiting calls to '%s' to %d in flight: of the last %d attempts %d timed out"
					.formatted(this.target, next, this.samples + responded, this.samples));
				change(next, now);
			}
			begin(now);
		}
	}

	private void sample(long start, boolean expired, long now, int max) {
		synchronized (this.monitor) {
			if (start - this.changed < 0 || this.limit == NONE) {
				return;
			}
			this.lastSample = now;
			if (this.samples == 0) {
				this.since = now;
			}
			this.samples++;
			this.timedOut += expired ? 1 : 0;
			this.slow += (expired || now - start >= this.timeout / 8) ? 1 : 0;
			this.late += (expired || now - start >= this.timeout / 2) ? 1 : 0;
			if (this.samples >= SAMPLES) {
				adjust(now, max);
				begin(now);
			}
		}
	}

	private void adjust(long now, int max) {
		int next = this.limit;
		if (this.timedOut * 2 >= this.samples) {
			next = Math.min(next, byLittle(this.samples - this.timedOut, now));
		}
		else if (!this.used) {
			next = (now - this.changed >= UNUSED) ? max : next;
		}
		else if (this.slow == 0) {
			next *= 2;
		}
		else if (this.late * 2 < this.samples) {
			next += Math.max(1, next / 4);
		}
		else if (now - this.changed >= CAUTION) {
			next++;
		}
		if (next >= max) {
			lift();
		}
		else if (next != this.limit) {
			change(next, now);
		}
	}

	// While a queue builds up, fewer responses come in time than the target can send
	private int firstLimit(long responded, long now) {
		int limit = byLittle(responded, now);
		return (responded > 0) ? Math.max(limit, byLittle(this.backlog.recentPerNano(now))) : limit;
	}

	private int byLittle(long responded, long now) {
		return byLittle((double) responded / Math.max(1, now - this.since));
	}

	private int byLittle(double perNano) {
		return (int) Math.max(MIN, perNano * this.timeout / 2);
	}

	private void change(int next, long now) {
		this.limit = next;
		this.used = false;
		this.changed = now;
		this.lastSample = now;
	}

	private void lift() {
		if (this.limit != NONE) {
			this.limit = NONE;
			this.samples = 0;
			logger.info("No longer limiting calls to '%s'".formatted(this.target));
		}
	}

	private void begin(long now) {
		this.since = now;
		this.inTimeBefore = this.inTime.sum();
		this.samples = 0;
		this.timedOut = 0;
		this.slow = 0;
		this.late = 0;
	}

}
