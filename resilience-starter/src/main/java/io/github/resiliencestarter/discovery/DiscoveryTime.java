package io.github.resiliencestarter.discovery;

import java.time.InstantSource;
import java.util.Random;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Time and chance as discovery sees them.
 *
 * @param nanoClock the monotonic clock in nanoseconds
 * @param clock the clock that other processes share
 * @param timer how something is done later
 * @param random the source of jitter
 */
record DiscoveryTime(LongSupplier nanoClock, InstantSource clock, Timer timer, RandomGenerator random) {

	static DiscoveryTime system(Timer timer) {
		// Java's default generator needs module jdk.random, which a small runtime lacks
		return new DiscoveryTime(System::nanoTime, InstantSource.system(), timer, new Random());
	}

	long nanos() {
		return this.nanoClock.getAsLong();
	}

}
