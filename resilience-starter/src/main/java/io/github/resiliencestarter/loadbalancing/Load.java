package io.github.resiliencestarter.loadbalancing;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Load of one instance as this process sees it: its latency and the calls under way.
 * Written under a lock, read without.
 */
class Load {

	/**
	 * Time after which a call that nobody has ended is taken for lost.
	 */
	static final Duration LOST = Duration.ofMinutes(1);

	// A call under way at an instance of which nothing is known yet, after Finagle
	private static final double UNKNOWN = Long.MAX_VALUE >> 16;

	// Latencies of two healthy instances are no further apart than this most of the time,
	// but for peaks: the one that has just had a peak must not pass for one that is slow
	private static final double ALIKE = 2;

	// What nobody feels
	private static final long ALIKE_NANOS = Duration.ofMillis(10).toNanos();

	private final PeakLatency latency;

	// Oldest first
	private final Set<Visit> pending = new LinkedHashSet<>();

	private volatile int inFlight;

	// Oldest call under way that has begun since the last answer
	private volatile @Nullable Visit unanswered;

	Load(Duration decay, long now) {
		this.latency = new PeakLatency(decay, now);
	}

	synchronized void begin(Visit visit) {
		forgetLost(visit.start());
		this.pending.add(visit);
		this.inFlight = this.pending.size();
		if (this.unanswered == null) {
			this.unanswered = visit;
		}
	}

	synchronized void end(Visit visit, Result result, long now) {
		this.pending.remove(visit);
		this.inFlight = this.pending.size();
		long took = now - visit.start();
		if (result == Result.ANSWERED) {
			this.unanswered = null;
			this.latency.observe(took, now);
			return;
		}
		if (result == Result.DEPENDENCY) {
			this.unanswered = null;
			return;
		}
		this.latency.observeAtLeast(took, now);
		if (this.unanswered == visit) {
			this.unanswered = firstSince(visit.start());
		}
	}

	private @Nullable Visit firstSince(long start) {
		return this.pending.stream().filter((visit) -> visit.start() - start >= 0).findFirst().orElse(null);
	}

	private void forgetLost(long now) {
		Iterator<Visit> visits = this.pending.iterator();
		while (visits.hasNext()) {
			Visit visit = visits.next();
			if (now - visit.start() <= LOST.toNanos()) {
				return;
			}
			visits.remove();
			if (this.unanswered == visit) {
				this.unanswered = null;
			}
		}
	}

	int inFlight() {
		return this.inFlight;
	}

	/**
	 * Return the age of the oldest call under way that has begun since the last answer:
	 * how long the instance has been silent although it was asked.
	 * @return the age in nanoseconds, 0 if there is no such call
	 */
	long silence(long now) {
		Visit unanswered = this.unanswered;
		return (unanswered != null) ? Math.max(0, now - unanswered.start()) : 0;
	}

	double latency(long now) {
		return this.latency.at(now);
	}

	/**
	 * Return whether this load is at most that of another instance. Of latencies within a
	 * factor of two and 10 ms, which differ by no more than chance does, the calls under
	 * way decide alone, as Envoy's least request has it: the product with the latency,
	 * Finagle's, would leave an instance cold that is slower by a millisecond.
	 * @return whether it is, also when there is nothing to choose between the two
	 */
	boolean isAtMost(Load other, long now) {
		int inFlight = this.inFlight;
		int othersInFlight = other.inFlight;
		double latency = latencyOrSilence(now);
		double othersLatency = other.latencyOrSilence(now);
		if (isAlike(Math.min(latency, othersLatency), Math.max(latency, othersLatency))) {
			return inFlight <= othersInFlight;
		}
		return product(latency, inFlight) <= product(othersLatency, othersInFlight);
	}

	private static boolean isAlike(double smaller, double larger) {
		return larger <= smaller * ALIKE && larger - smaller <= ALIKE_NANOS;
	}

	private double latencyOrSilence(long now) {
		return Math.max(this.latency.at(now), (double) silence(now));
	}

	// With the one to come
	private static double product(double latency, int inFlight) {
		return (latency > 0 || inFlight == 0) ? latency * (inFlight + 1) : UNKNOWN + inFlight;
	}

}
