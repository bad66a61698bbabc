package io.github.resiliencestarter.fleet;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Runs a scenario on a running fleet: load, fault, recovery and report.
 */
final class ScenarioRunner {

	/**
	 * Much longer than any scenario takes.
	 */
	private static final Duration LIMIT = Duration.ofHours(1);

	private static final int RAMP = 5;

	/**
	 * Duration without failures that is required before the fault, and how long to wait
	 * for it: longer than Resilience4j's circuit breakers stay open if cold JVMs have
	 * opened them.
	 */
	private static final Duration WELL = Duration.ofSeconds(3);

	private static final Duration WELL_LIMIT = Duration.ofMinutes(3);

	/**
	 * How long to wait for recovery: longer than the starter's circuit breakers stay
	 * open.
	 */
	private static final Duration RECOVERY_LIMIT = Duration.ofSeconds(60);

	private final Timing timing;

	private final Pace pace;

	ScenarioRunner(Timing timing, Pace pace) {
		this.timing = timing;
		this.pace = pace;
	}

	/**
	 * Runs a scenario. The fault and the load always end, even if the scenario fails; the
	 * preparation of the fleet remains until it is {@link #restore restored}.
	 */
	ScenarioReport run(Scenario scenario, SetUp setUp, FleetControl fleet) {
		prepare(scenario, fleet);
		HttpSender sender = new HttpSender(fleet.uri("storefront-1", "/"), LoadCommand.PATIENCE);
		int rps = scenario.traffic().rps(this.timing);
		rampUp(scenario.traffic(), rps, sender);
		SteadyLoad load = new SteadyLoad(scenario.traffic().paths(), rps, this.pace, sender::ask);
		CompletableFuture<List<Sample>> samples = CompletableFuture.supplyAsync(() -> load.run(LIMIT),
				(task) -> new Thread(task, "load").start());
		try (Watch watch = new Watch(fleet, this.pace)) {
			await(this.timing.warmUp());
			requireHealth(load);
			Stage stage = new Stage(fleet, this.timing.rounds(), this.pace);
			long start = this.pace.nanos();
			await(this.timing.healthy());
			load.rate(rps * scenario.traffic().surge());
			Fault fault = run(scenario, stage);
			load.rate(rps);
			await(this.timing.after());
			awaitHealth(load, RECOVERY_LIMIT);
			load.end();
			Course course = new Course(start, fault.begin(), fault.struck(), fault.heal(), this.pace.nanos());
			List<Sample> sent = samples.join();
			scenario.setting().count().accept(stage);
			return new ScenarioReport(scenario, setUp, course, sent, stage.marks(), stage.counts(), watch.seen());
		}
		finally {
			load.end();
		}
	}

	private static void prepare(Scenario scenario, FleetControl fleet) {
		scenario.setting().options().forEach(fleet::restart);
		scenario.setting().prepare().accept(fleet);
		fleet.locate();
	}

	/**
	 * Undoes the preparation of a scenario, so that another one can run on the same
	 * fleet.
	 */
	void restore(Scenario scenario, FleetControl fleet) {
		scenario.setting().restore().accept(fleet);
		scenario.setting().options().keySet().forEach((name) -> fleet.restart(name, ""));
	}

	/**
	 * Starts with a part of the load, because JVMs that have just started cannot handle
	 * all of it.
	 */
	private void rampUp(Traffic traffic, int rps, HttpSender sender) {
		new SteadyLoad(traffic.paths(), Math.max(1, rps / RAMP), this.pace, sender::ask).run(this.timing.warmUp());
	}

	private void requireHealth(SteadyLoad load) {
		if (!awaitHealth(load, WELL_LIMIT)) {
			throw new IllegalStateException("requests fail without a fault, for " + WELL_LIMIT.toMinutes() + " min");
		}
	}

	/**
	 * Waits until no request fails.
	 * @return whether no request fails
	 */
	private boolean awaitHealth(SteadyLoad load, Duration atMost) {
		long limit = this.pace.nanos() + atMost.toNanos();
		while (load.well().compareTo(WELL) < 0) {
			if (this.pace.nanos() >= limit) {
				return false;
			}
			await(WELL.dividedBy(10));
		}
		return true;
	}

	private Fault run(Scenario scenario, Stage stage) {
		long begin = this.pace.nanos();
		try {
			scenario.begin().accept(stage);
			// A scenario without a bad instance affects several, one after another
			long struck = (scenario.bad() != null) ? this.pace.nanos() : begin;
			this.pace.awaitUntil(begin + this.timing.faulty().toNanos());
			return new Fault(begin, struck, this.pace.nanos());
		}
		finally {
			scenario.end().accept(stage);
		}
	}

	private void await(Duration duration) {
		this.pace.awaitUntil(this.pace.nanos() + duration.toNanos());
	}

	private record Fault(long begin, long struck, long heal) {

	}

}
