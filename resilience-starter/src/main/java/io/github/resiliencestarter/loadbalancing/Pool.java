package io.github.resiliencestarter.loadbalancing;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.random.RandomGenerator;

/**
 * Instances of the same weight, among which load alone decides.
 */
class Pool {

	private static final int MOST_BEHIND = 4;

	private final Instance[] instances;

	private final double weight;

	private final AtomicInteger position;

	// Calls sent to each, which decide between loads that are alike
	private final AtomicIntegerArray sent;

	Pool(List<Candidate> candidates, int position) {
		this.instances = candidates.stream().map(Candidate::instance).toArray(Instance[]::new);
		this.weight = candidates.stream().mapToDouble(Candidate::weight).sum();
		this.position = new AtomicInteger(position);
		this.sent = new AtomicIntegerArray(this.instances.length);
	}

	double weight() {
		return this.weight;
	}

	/**
	 * Chooses an instance in a time that does not depend on their number.
	 */
	Instance choose(Algorithm algorithm, RandomGenerator dice, long now) {
		if (this.instances.length == 1) {
			return this.instances[0];
		}
		return (algorithm == Algorithm.ROUND_ROBIN) ? next(dice, now) : leastLoaded(dice, now);
	}

	private Instance leastLoaded(RandomGenerator dice, long now) {
		// In turn, so that shares are equal even for few calls; with two instances,
		// both are compared
		int first = (this.instances.length > 2) ? turn() : dice.nextInt(2);
		int second = dice.nextInt(this.instances.length - 1);
		second = (second < first) ? second : second + 1;
		int chosen = lessLoaded(first, second, dice, now);
		count(chosen, (chosen == first) ? second : first);
		return this.instances[chosen];
	}

	private int lessLoaded(int first, int second, RandomGenerator dice, long now) {
		Instance one = this.instances[first];
		Instance other = this.instances[second];
		boolean oneIsUp = isUp(one, dice, now);
		if (oneIsUp != isUp(other, dice, now)) {
			return oneIsUp ? first : second;
		}
		int comparison = one.load().compareTo(other.load(), now);
		if (comparison == 0) {
			return (this.sent.get(first) - this.sent.get(second) <= 0) ? first : second;
		}
		int smaller = (comparison < 0) ? first : second;
		int larger = (comparison < 0) ? second : first;
		return this.instances[larger].load().tryTrial(now) ? larger : smaller;
	}

	// Maximum number of calls for which an instance that was left out can catch up
	private void count(int chosen, int other) {
		int sent = this.sent.get(chosen) + 1;
		int least = this.sent.get(other) - MOST_BEHIND;
		this.sent.setOpaque(chosen, (sent - least < 0) ? least : sent);
	}

	private Instance next(RandomGenerator dice, long now) {
		Instance next = advance();
		return isUp(next, dice, now) ? next : advance();
	}

	private Instance advance() {
		return this.instances[turn()];
	}

	private int turn() {
		return (this.position.incrementAndGet() & Integer.MAX_VALUE) % this.instances.length;
	}

	private static boolean isUp(Instance instance, RandomGenerator dice, long now) {
		double ramp = instance.ramp(now);
		return ramp >= 1 || dice.nextDouble() < ramp;
	}

}
