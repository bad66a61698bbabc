package io.github.resiliencestarter.loadbalancing;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * Instances among which nothing but load decides, because they have the same weight.
 */
class Pool {

	private final Instance[] instances;

	private final double weight;

	private final AtomicInteger position;

	Pool(List<Candidate> candidates, int position) {
		this.instances = candidates.stream().map(Candidate::instance).toArray(Instance[]::new);
		this.weight = candidates.stream().mapToDouble(Candidate::weight).sum();
		this.position = new AtomicInteger(position);
	}

	double weight() {
		return this.weight;
	}

	/**
	 * Choose an instance in a time that does not depend on their number.
	 */
	Instance choose(Algorithm algorithm, RandomGenerator dice, long now) {
		if (this.instances.length == 1) {
			return this.instances[0];
		}
		return (algorithm == Algorithm.ROUND_ROBIN) ? next(dice, now) : leastLoaded(dice, now);
	}

	private Instance leastLoaded(RandomGenerator dice, long now) {
		int first = dice.nextInt(this.instances.length);
		int second = dice.nextInt(this.instances.length - 1);
		Instance one = this.instances[first];
		Instance other = this.instances[(second < first) ? second : second + 1];
		boolean oneIsUp = isUp(one, dice, now);
		if (oneIsUp != isUp(other, dice, now)) {
			return oneIsUp ? one : other;
		}
		return one.load().isAtMost(other.load(), now) ? one : other;
	}

	private Instance next(RandomGenerator dice, long now) {
		Instance next = advance();
		return isUp(next, dice, now) ? next : advance();
	}

	private Instance advance() {
		return this.instances[(this.position.incrementAndGet() & Integer.MAX_VALUE) % this.instances.length];
	}

	private static boolean isUp(Instance instance, RandomGenerator dice, long now) {
		double ramp = instance.ramp(now);
		return ramp >= 1 || dice.nextDouble() < ramp;
	}

}
