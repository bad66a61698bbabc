package io.github.resiliencestarter.loadbalancing;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * Trials of one instance that gets no calls because it looks slow or failing: an
 * occasional call, less and less often while nothing changes. Safe for use by many
 * threads.
 */
class Trials {

	/**
	 * Time without a call after which the first trial is due.
	 */
	static final Duration FIRST = Duration.ofMillis(500);

	private static final long LONGEST = Duration.ofSeconds(16).toNanos();

	// An instance that has been in use for this many times the last wait starts over
	private static final int WELL = 4;

	// Start of the last trial
	private final AtomicLong last;

	private volatile long wait;

	private volatile long called;

	private volatile boolean expected;

	private volatile @Nullable Visit trial;

	Trials(long now) {
		this.last = new AtomicLong(now - LONGEST * WELL);
		this.called = now;
	}

	/**
	 * Tries to begin a trial.
	 * @return whether one is due and no other thread has begun it
	 */
	boolean tryBegin(long now) {
		long last = this.last.get();
		long wait = this.wait;
		long next = (now - last > WELL * wait) ? FIRST.toNanos() : Math.min(2 * wait, LONGEST);
		if (now - this.called < next || !this.last.compareAndSet(last, now)) {
			return false;
		}
		this.wait = next;
		this.called = now;
		this.expected = true;
		return true;
	}

	/**
	 * Makes the next call a trial.
	 */
	void expect() {
		this.expected = true;
	}

	void begin(Visit visit) {
		this.called = visit.start();
		if (this.expected) {
			this.expected = false;
			this.trial = visit;
		}
	}

	boolean isTrial(Visit visit) {
		return this.trial == visit;
	}

}
