package io.github.resiliencestarter.discovery;

import java.time.InstantSource;
import java.util.Random;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Time and randomness for discovery.
 *
 * @param nanoClock the monotonic clock in nanoseconds
 * @param clock the wall clock
 * @param timer the scheduler
 * @param random the source of jitter
 */
public record DiscoveryTime(LongSupplier nanoClock, InstantSource clock, Timer timer, RandomGenerator random) {

	/**
	 * Create one with the clocks of the system.
	 * @param timer the scheduler
	 * @return the time
	 */
	public static DiscoveryTime system(Timer timer) {
		// Java's default generator needs module jdk.random, which a small runtime lacks
		return new DiscoveryTime(System::nanoTime, InstantSource.system(), timer, new Random());
	}

	/**
	 * Return the monotonic time.
	 * @return the time in nanoseconds, to be compared only with others from here
	 */
	public long nanos() {
		return this.nanoClock.getAsLong();
	}

}
