package io.github.resiliencestarter.guard;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Limit of the attempts under way to one target, which there is only while the target
 * does not keep up. Beyond its capacity each further attempt only makes the queue longer,
 * until all time out and the target works for callers that have left.
 * <p>
 * By Little's law, {@code rate * time} attempts under way wait for that time. When half
 * of {@value #SAMPLES} recent attempts have timed out, or each of
 * {@value #SAMPLES_WITHOUT_ANSWER} (as many errors in a row as Envoy ejects a host for),
 * the limit becomes the rate of the answers in time multiplied by half of the attempt
 * timeout (the BBR rule of Sentinel and Kratos, with time outs in place of their load of
 * the processor). From there it grows: by a quarter while answers are quick; by one in
 * {@value #CAUTION_SECONDS} s while most take more than half of the attempt timeout,
 * which is as close to the edge as it should be; until it is no less than the bulkhead.
 * Each step waits for attempts that began after the one before.
 * <p>
 * Before attempts time out, a {@link Backlog} bounds the attempts in flight at a target
 * that has stopped responding. A target that has sent few responses so far, such as a
 * cold one, is exempt.
 * <p>
 * Slow answers alone never bring a limit about: what is slow for another reason than a
 * queue would not get quicker by it. Where no answer comes in time, {@value #MIN}
 * attempts go on trying. Safe for use by many threads; costs an increment and two writes
 * for each attempt while there is no limit.
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
	static final int SAMPLES_WITHOUT_ANSWER = 5;

	static final int CAUTION_SECONDS = 3;

	private static final int NONE = Integer.MAX_VALUE;

	private static final long CAUTION = TimeUnit.SECONDS.toNanos(CAUTION_SECONDS);

	private static final long FORGOTTEN = TimeUnit.SECONDS.toNanos(10);

	private static final Log logger = LogFactory.getLog(ConcurrencyLimit.class);

	private final String target;

	private final long timeout;

	private final long forgotten;

	private final LongAdder inTime = new LongAdder();

	private final Object monitor = new Object();

	private volatile int limit = NONE;

	private volatile long lastSample;

	private final Backlog backlog;

	// From here on: what was seen since the last decision

	private long since;

	private long inTimeBefore;

	private int samples;

	private int timedOut;

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
		// Where attempts may take long, nothing is heard of them for as long
		this.forgotten = Math.max(FORGOTTEN, 2 * timeout);
		this.backlog = new Backlog(target, this.inTime, timeout);
	}

	/**
	 * Return whether there is a limit at the moment.
	 * @return whether there is one
	 */
	boolean isInForce() {
		return this.limit != NONE;
	}

	/**
	 * Take note that an attempt is about to begin.
	 * @param now the reading of the monotonic clock
	 * @return whether {@link #allows} has to be asked
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
	 * Return whether there are not too many attempts under way.
	 * @param underWay the attempts under way, the one in question included
	 * @param now the reading of the monotonic clock
	 * @return whether the one in question may begin
	 */
	boolean allows(int underWay, long now) {
		if (!this.backlog.allows(underWay, now)) {
			return false;
		}
		if (underWay <= this.limit) {
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
	 * Take note of the end of an attempt that says something about the target.
	 * @param start when it began
	 * @param allowed the time that it had
	 * @param now when it ended
	 * @param max the attempts that may be under way without a limit
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
		// One that a deadline left little time says little
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
			long answered = this.inTime.sum() - this.inTimeBefore;
			boolean enough = this.samples + answered >= ((answered > 0) ? SAMPLES : SAMPLES_WITHOUT_ANSWER);
			if (!enough || now - this.since < this.timeout / 8 || this.limit != NONE) {
				return;
			}
			int next = byLittle(answered, now);
			if (this.samples >= answered && next < max) {
				logger.warn("Limiting calls to '%s' to %d under way: of the last %d attempts %d timed out"
					.formatted(this.target, next, this.samples + answered, this.samples));
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

	private int byLittle(long answered, long now) {
		double perNano = (double) answered / Math.max(1, now - this.since);
		return (int) Math.max(MIN, perNano * this.timeout / 2);
	}

	private void change(int next, long now) {
		this.limit = next;
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
		this.late = 0;
	}

}
