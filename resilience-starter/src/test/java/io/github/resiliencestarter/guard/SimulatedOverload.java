package io.github.resiliencestarter.guard;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Callers of one target that answers 80 calls a second, each after those before it, also
 * of callers that wait no more. A caller waits for 600 ms and has at most 50 calls under
 * way.
 */
class SimulatedOverload {

	private static final long MS = 1_000_000;

	private static final long TIMEOUT = Duration.ofMillis(600).toNanos();

	private static final long WORK = Duration.ofSeconds(1).toNanos() / 80;

	private static final int BULKHEAD = 50;

	private final PriorityQueue<End> ends = new PriorityQueue<>(Comparator.comparingLong(End::at));

	private final Random random;

	private final boolean even;

	private final boolean limited;

	private final ConcurrencyLimit[] limits;

	private final int[] underWay;

	private long now;

	private long idleFrom;

	private int answered;

	private int refused;

	SimulatedOverload(int callers, boolean limited) {
		this(callers, limited, true, 1);
	}

	private SimulatedOverload(int callers, boolean limited, boolean even, long seed) {
		this.random = new Random(seed);
		this.even = even;
		this.limited = limited;
		this.underWay = new int[callers];
		this.limits = IntStream.range(0, callers)
			.mapToObj((caller) -> new ConcurrencyLimit("inventory", TIMEOUT))
			.toArray(ConcurrencyLimit[]::new);
	}

	/**
	 * Create an overload by two callers, of which calls come at random.
	 */
	static SimulatedOverload atRandom(long seed) {
		return new SimulatedOverload(2, true, false, seed);
	}

	/**
	 * Call for a while.
	 * @param rate the calls a second
	 * @param seconds how long
	 * @return the calls a second that were answered in time
	 */
	double goodput(int rate, int seconds) {
		this.answered = 0;
		this.refused = 0;
		for (int i = 0; i < rate * seconds; i++) {
			double distance = this.even ? 1 : -Math.log(1 - this.random.nextDouble());
			long arrival = this.now + (long) (distance * Duration.ofSeconds(1).toNanos() / rate);
			endUntil(arrival);
			this.now = arrival;
			call(i % this.limits.length);
		}
		return (double) this.answered / seconds;
	}

	/**
	 * Return the calls of the last while that were not let through.
	 */
	int refused() {
		return this.refused;
	}

	private void call(int caller) {
		int underWay = this.underWay[caller] + 1;
		if (underWay > BULKHEAD || (this.limited && isRejected(caller, underWay))) {
			this.refused++;
			return;
		}
		this.underWay[caller] = underWay;
		this.idleFrom = Math.max(this.now, this.idleFrom) + WORK;
		long answer = this.idleFrom + (long) (this.random.nextDouble() * 10 * MS);
		this.ends.add(new End(Math.min(answer, this.now + TIMEOUT), this.now, caller));
	}

	private boolean isRejected(int caller, int underWay) {
		return this.limits[caller].mayReject(this.now) && !this.limits[caller].allows(underWay, false, this.now);
	}

	private void endUntil(long time) {
		while (!this.ends.isEmpty() && this.ends.peek().at() <= time) {
			End end = this.ends.remove();
			this.underWay[end.caller()]--;
			this.answered += (end.at() - end.start() < TIMEOUT) ? 1 : 0;
			this.limits[end.caller()].ended(end.start(), TIMEOUT, end.at(), BULKHEAD);
		}
	}

	/**
	 * The end of a call.
	 *
	 * @param at when it ends
	 * @param start when it began
	 * @param caller the caller
	 */
	private record End(long at, long start, int caller) {

	}

}
