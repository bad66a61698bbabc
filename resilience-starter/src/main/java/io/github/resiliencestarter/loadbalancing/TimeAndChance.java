package io.github.resiliencestarter.loadbalancing;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Clock and random numbers of the load balancer.
 *
 * @param nanoClock the monotonic clock in nanoseconds
 * @param random the source of random numbers of the calling thread
 */
record TimeAndChance(LongSupplier nanoClock, Supplier<? extends RandomGenerator> random) {

	static TimeAndChance system() {
		return new TimeAndChance(System::nanoTime, ThreadLocalRandom::current);
	}

	long now() {
		return this.nanoClock.getAsLong();
	}

	RandomGenerator dice() {
		return this.random.get();
	}

}
