package io.github.resiliencestarter.fleet;

import java.time.Duration;

/**
 * Load of an experiment, and the lengths of its phases.
 *
 * @param rps requests per second
 * @param warmUp duration of the warm-up of the JVMs, which does not count: first with a
 * part of the load, then with all of it
 * @param healthy duration of the load without a fault
 * @param faulty minimum duration of the load with the fault; longer if the fault takes
 * longer
 * @param after minimum duration of the load after the fault; longer if recovery takes
 * longer
 * @param rounds the number of repetitions of a fault that repeats
 */
record Timing(int rps, Duration warmUp, Duration healthy, Duration faulty, Duration after, int rounds) {

	/**
	 * For published figures.
	 */
	static final Timing FULL = new Timing(100, Duration.ofSeconds(8), Duration.ofSeconds(10), Duration.ofSeconds(30),
			Duration.ofSeconds(12), 2);

	/**
	 * For tests: the outcome is the same, but speed does not matter, and the machine may
	 * be busy with other things.
	 */
	static final Timing SHORT = new Timing(30, Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofSeconds(12),
			Duration.ofSeconds(4), 1);

	Timing withFaulty(Duration faulty) {
		return new Timing(this.rps, this.warmUp, this.healthy, faulty, this.after, this.rounds);
	}

}
