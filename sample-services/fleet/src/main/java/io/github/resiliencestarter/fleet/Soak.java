package io.github.resiliencestarter.fleet;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Soak test of a running fleet: a steady load, and a fault each minute.
 */
final class Soak {

	private static final List<String> PATHS = List.of(Traffic.CHECKOUT, Traffic.HOME, Traffic.BEST_SELLERS);

	private static final Duration MINUTE = Duration.ofMinutes(1);

	private static final Duration FAULTY = Duration.ofSeconds(20);

	/**
	 * When the values of a minute are read: late enough for an instance to have started,
	 * and early enough to be ready before the next fault.
	 */
	private static final Duration READING = Duration.ofSeconds(50);

	private static final Duration RAMP = Duration.ofSeconds(10);

	private static final int RAMP_DIVISOR = 5;

	/**
	 * Garbage is collected this many times, because a collection is a fault, too.
	 */
	private static final int COLLECTIONS = 12;

	private final List<Footprint> footprints = new ArrayList<>();

	private final List<String> problems = new ArrayList<>();

	private final FleetControl fleet;

	private final Pace pace;

	private final int rps;

	private final int minutes;

	/**
	 * Creates a soak test.
	 * @param rps requests per second
	 * @param minutes the duration
	 */
	Soak(FleetControl fleet, Pace pace, int rps, int minutes) {
		this.fleet = fleet;
		this.pace = pace;
		this.rps = rps;
		this.minutes = minutes;
	}

	/**
	 * Runs the soak test.
	 * @param listener receives the report after each minute
	 * @return the complete report
	 */
	SoakReport run(Consumer<SoakReport> listener) {
		HttpSender sender = new HttpSender(this.fleet.uri("storefront-1", "/"), LoadCommand.PATIENCE);
		new SteadyLoad(PATHS, Math.max(1, this.rps / RAMP_DIVISOR), this.pace, sender::ask).run(RAMP);
		SoakLoad load = new SoakLoad(PATHS, this.rps, this.pace, sender::ask);
		long start = this.pace.nanos();
		CompletableFuture<Void> loading = CompletableFuture.runAsync(() -> load.run(start, this.minutes),
				(task) -> new Thread(task, "load").start());
		try {
			for (int minute = 0; minute < this.minutes; minute++) {
				run(minute, start + minute * MINUTE.toNanos());
				listener.accept(report(load));
			}
			loading.join();
			this.pace.awaitUntil(this.pace.nanos() + LoadCommand.PATIENCE.toNanos());
			return report(load);
		}
		finally {
			load.end();
		}
	}

	private void run(int minute, long start) {
		SoakFault fault = SoakFault.of(minute);
		this.pace.awaitUntil(start);
		long begin = this.pace.nanos();
		String problem = attempt(() -> fault.begin().accept(this.fleet));
		this.pace.awaitUntil(begin + FAULTY.toNanos());
		problem += attempt(() -> fault.end().accept(this.fleet));
		// An instance that did not start must not be missing in the next minute
		problem += attempt(() -> this.fleet.startAll(Instances.SERVICES));
		this.problems.add(problem);
		this.pace.awaitUntil(start + READING.toNanos());
		int interval = Math.max(1, this.minutes / COLLECTIONS);
		boolean collects = minute % interval == interval - 1;
		SoakFault.SURVIVORS
			.forEach((name) -> attempt(() -> this.footprints.add(Footprint.of(this.fleet, name, minute, collects))));
	}

	private static String attempt(Runnable action) {
		try {
			action.run();
			return "";
		}
		catch (IllegalStateException | IllegalArgumentException | UncheckedIOException ex) {
			return String.valueOf(ex.getMessage()).lines().findFirst().orElse("") + "; ";
		}
	}

	private SoakReport report(SoakLoad load) {
		List<SoakMinute> done = IntStream.range(0, this.problems.size())
			.mapToObj((minute) -> new SoakMinute(SoakFault.of(minute).says(), this.problems.get(minute),
					load.perMinute(), load.failures(minute)))
			.toList();
		return new SoakReport(this.rps, this.minutes, done, List.copyOf(this.footprints));
	}

}
