package io.github.resiliencestarter.loadbalancing;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Load of one instance as this process sees it: its latency, its failures and the calls
 * in flight. Written under a lock, read without.
 */
class Load {

	/**
	 * Time after which a call that was never ended counts as lost.
	 */
	static final Duration LOST = Duration.ofMinutes(1);

	// Load of a call in flight at an instance without observations yet, after Finagle
	private static final double UNKNOWN = Long.MAX_VALUE >> 16;

	// Maximum ratio of the latencies of healthy instances, but for chance
	private static final double ALIKE = 2.5;

	// Long enough to remember a slow call among quick ones
	private static final Duration PEAK_DECAY = Duration.ofSeconds(10);

	private final TypicalLatency latency;

	private final PeakLatency peak;

	private final FailureShare failures = new FailureShare();

	private final QuickEnds quickEnds;

	private final Trials trials;

	// Oldest first
	private final Set<Visit> pending = new LinkedHashSet<>();

	private volatile int inFlight;

	// Oldest call in flight that has begun since the last response
	private volatile @Nullable Visit unanswered;

	Load(Duration decay, long now) {
		this.latency = new TypicalLatency(decay, now);
		this.peak = new PeakLatency(PEAK_DECAY, now);
		this.quickEnds = new QuickEnds(now);
		this.trials = new Trials(now);
	}

	synchronized void begin(Visit visit) {
		forgetLost(visit.start());
		this.trials.begin(visit);
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
			this.peak.observe(took, now);
			if (this.trials.isTrial(visit)) {
				this.latency.restart(took, now);
			}
			else {
				this.latency.observe(took, now);
			}
			return;
		}
		if (result == Result.GIVEN_UP) {
			this.latency.observeAtLeast(took, now);
		}
		else {
			this.quickEnds.add(this.latency.nanos() - took, now);
		}
		if (result == Result.DEPENDENCY) {
			this.unanswered = null;
		}
		else if (this.unanswered == visit) {
			this.unanswered = firstSince(visit.start());
		}
	}

	/**
	 * Records the result of a call.
	 */
	synchronized void judge(Visit visit, Result result) {
		if (result == Result.ANSWERED) {
			this.failures.succeeded(this.trials.isTrial(visit));
		}
		else if (result == Result.FAILED || result == Result.UNREACHABLE) {
			this.failures.failed();
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

	/**
	 * Makes the next response count in full: the instance has been out of use for a
	 * while.
	 */
	void expectTrial() {
		this.trials.expect();
	}

	/**
	 * Forgets the failures: the instance has recovered.
	 */
	synchronized void forgetFailures() {
		this.failures.forget();
	}

	int inFlight() {
		return this.inFlight;
	}

	/**
	 * Returns the age of the oldest call in flight that has begun since the last
	 * response: how long the instance has not responded although there are calls.
	 * @return the age in nanoseconds, 0 if there is no such call
	 */
	long silence(long now) {
		Visit unanswered = this.unanswered;
		return (unanswered != null) ? Math.max(0, now - unanswered.start()) : 0;
	}

	/**
	 * Returns the latency of the slowest recent call, which fades.
	 * @return the latency in nanoseconds, 0 if nothing is known
	 */
	double peak(long now) {
		return this.peak.at(now);
	}

	/**
	 * Compares with the load of another instance. An instance that clearly fails more
	 * often has the larger load, however quick its failures are. If latencies differ by
	 * no more than chance explains, the calls in flight alone decide, as in Envoy's least
	 * request: Finagle's product with the latency would starve an instance that is slower
	 * by a millisecond.
	 * @return a negative number if this load is smaller, a positive one if it is larger,
	 * 0 if they are equal
	 */
	int compareTo(Load other, long now) {
		int byFailures = this.failures.compareTo(other.failures);
		if (byFailures != 0) {
			return byFailures;
		}
		int calls = calls(now);
		int othersCalls = other.calls(now);
		double latency = latencyOrSilence(now);
		double othersLatency = other.latencyOrSilence(now);
		double alike = ALIKE * this.latency.margin() * other.latency.margin();
		if (Math.max(latency, othersLatency) <= Math.min(latency, othersLatency) * alike) {
			return Integer.compare(calls, othersCalls);
		}
		return Double.compare(product(latency, calls), product(othersLatency, othersCalls));
	}

	private int calls(long now) {
		return this.inFlight + this.quickEnds.inFlight(this.latency.nanos(), now);
	}

	private double latencyOrSilence(long now) {
		return Math.max(this.latency.nanos(), (double) silence(now));
	}

	// Including the next call
	private static double product(double latency, int calls) {
		return (latency > 0 || calls == 0) ? latency * (calls + 1) : UNKNOWN + calls;
	}

	/**
	 * Tries to begin a trial: a call to the instance although another has the smaller
	 * load. An instance without calls cannot show that it has recovered.
	 * @return whether the instance is to be called
	 */
	boolean tryTrial(long now) {
		return this.inFlight == 0 && this.trials.tryBegin(now);
	}

}
