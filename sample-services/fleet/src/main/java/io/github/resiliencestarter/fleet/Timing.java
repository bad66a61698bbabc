package io.github.resiliencestarter.fleet;

import java.time.Duration;

/**
 * Load of an experiment, and lengths of its parts.
 *
 * @param rps requests per second
 * @param warmUp load before anything counts, for the services' JVMs: a part of it for so
 * long, then all of it for so long
 * @param healthy load without a fault
 * @param faulty load with the fault, at least; a fault that takes longer is waited for
 * @param after load after the fault was lifted, at least; recovery is waited for
 * @param rounds how often a fault that repeats itself does so
 */
record Timing(int rps, Duration warmUp, Duration healthy, Duration faulty, Duration after, int rounds) {

	/**
	 * For figures that are published.
	 */
	static final Timing FULL = new Timing(100, Duration.ofSeconds(8), Duration.ofSeconds(10), Duration.ofSeconds(30),
			Duration.ofSeconds(12), 2);

	/**
	 * For tests: what comes out of it is the same, how fast it is does not matter, and
	 * the machine may be busy with other things.
	 */
	static final Timing SHORT = new Timing(30, Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofSeconds(12),
			Duration.ofSeconds(4), 1);

	Timing withFaulty(Duration faulty) {
		return new Timing(this.rps, this.warmUp, this.healthy, faulty, this.after, this.rounds);
	}

}
