package io.github.resiliencestarter.fleet;

import java.time.Duration;

/**
 * Lengths of the parts of an experiment.
 *
 * @param warmUp load before anything counts, for the services' JVMs
 * @param healthy load without a fault
 * @param faulty load with the fault, at least; a fault that takes longer is waited for
 * @param after load after the fault was lifted
 * @param rounds how often a fault that repeats itself does so
 */
record Timing(Duration warmUp, Duration healthy, Duration faulty, Duration after, int rounds) {

	/**
	 * For figures that are published.
	 */
	static final Timing FULL = of(15, 20, 60, 20).withRounds(2);

	/**
	 * For tests, which look at what comes out of it and not at latencies.
	 */
	static final Timing SHORT = of(3, 4, 12, 4).withRounds(1);

	private static Timing of(int warmUp, int healthy, int faulty, int after) {
		return new Timing(Duration.ofSeconds(warmUp), Duration.ofSeconds(healthy), Duration.ofSeconds(faulty),
				Duration.ofSeconds(after), 1);
	}

	private Timing withRounds(int rounds) {
		return new Timing(this.warmUp, this.healthy, this.faulty, this.after, rounds);
	}

	Timing withFaulty(Duration faulty) {
		return new Timing(this.warmUp, this.healthy, faulty, this.after, this.rounds);
	}

}
