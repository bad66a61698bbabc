package io.github.resiliencestarter.fleet;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * Gives a scenario access to the fleet, and records durations and counts.
 */
final class Stage {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private static final Duration SETTLING = Duration.ofSeconds(3);

	private static final Duration STEP = Duration.ofMillis(50);

	private final Map<String, Double> marks = new TreeMap<>();

	private final Map<String, Long> counts = new TreeMap<>();

	private final FleetControl fleet;

	private final int rounds;

	private final Pace pace;

	Stage(FleetControl fleet, int rounds, Pace pace) {
		this.fleet = fleet;
		this.rounds = rounds;
		this.pace = pace;
	}

	FleetControl fleet() {
		return this.fleet;
	}

	/**
	 * Number of repetitions of a fault that repeats.
	 */
	int rounds() {
		return this.rounds;
	}

	/**
	 * Waits as a platform does before it continues with the next instance.
	 */
	void settle() {
		this.pace.awaitUntil(this.pace.nanos() + SETTLING.toNanos());
	}

	/**
	 * Continues when the given time has passed.
	 */
	void hold(Duration duration) {
		this.pace.awaitUntil(this.pace.nanos() + duration.toNanos());
	}

	/**
	 * Waits for a condition and records the seconds; infinity if it does not hold within
	 * half a minute.
	 */
	void mark(String name, BooleanSupplier isSo) {
		mark(name, LIMIT, isSo);
	}

	/**
	 * Waits for a condition and records the seconds; infinity if it does not hold within
	 * the limit.
	 */
	void mark(String name, Duration limit, BooleanSupplier isSo) {
		long start = this.pace.nanos();
		boolean so = isSo.getAsBoolean();
		while (!so && this.pace.nanos() - start < limit.toNanos()) {
			this.pace.awaitUntil(this.pace.nanos() + STEP.toNanos());
			so = isSo.getAsBoolean();
		}
		double seconds = (this.pace.nanos() - start) / 1e9;
		this.marks.put(name, so ? seconds : Double.POSITIVE_INFINITY);
	}

	/**
	 * Runs an action and records the seconds that it takes.
	 */
	void time(String name, Runnable action) {
		long start = this.pace.nanos();
		action.run();
		this.marks.put(name, (this.pace.nanos() - start) / 1e9);
	}

	/**
	 * Records a number.
	 */
	void count(String name, long number) {
		this.counts.put(name, number);
	}

	Map<String, Long> counts() {
		return this.counts;
	}

	Map<String, Double> marks() {
		return this.marks;
	}

}
