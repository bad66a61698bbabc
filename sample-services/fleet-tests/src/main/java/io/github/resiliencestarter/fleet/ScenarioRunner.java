package io.github.resiliencestarter.fleet;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Runs a scenario on a fleet that is up: load, fault, healing, and the report.
 */
final class ScenarioRunner {

	/**
	 * Far more seconds than any scenario takes.
	 */
	private static final int LIMIT = 3600;

	private static final int RAMP = 5;

	private static final String PATH = "/checkout/1";

	/**
	 * From when on a bad instance should get no more traffic.
	 */
	private static final Duration SETTLED = Duration.ofSeconds(3);

	private final Timing timing;

	private final Pace pace;

	ScenarioRunner(Timing timing, Pace pace) {
		this.timing = timing;
		this.pace = pace;
	}

	/**
	 * Runs a scenario. Its fault is lifted, and the load ended, however it goes.
	 */
	ScenarioReport run(Scenario scenario, SetUp setUp, FleetControl fleet) {
		try {
			scenario.options().forEach(fleet::restart);
			return runPrepared(scenario, setUp, fleet);
		}
		finally {
			scenario.options().keySet().forEach((name) -> fleet.restart(name, ""));
		}
	}

	private ScenarioReport runPrepared(Scenario scenario, SetUp setUp, FleetControl fleet) {
		HttpSender sender = new HttpSender(fleet.uri("storefront-1", PATH), Load.PATIENCE);
		rampUp(sender);
		SteadyLoad load = new SteadyLoad(new Schedule(this.timing.rps(), LIMIT), this.pace, sender::ask);
		CompletableFuture<List<Sample>> samples = CompletableFuture.supplyAsync(load::run,
				(task) -> new Thread(task, "load").start());
		try {
			await(this.timing.warmUp());
			Stage stage = new Stage(fleet, this.timing.rounds(), this.pace);
			long start = this.pace.nanos();
			await(this.timing.healthy());
			Fault fault = run(scenario, stage);
			await(this.timing.after());
			load.end();
			Course course = new Course(start, fault.begin(), fault.struck(), fault.heal(), this.pace.nanos());
			return new ScenarioReport(scenario, setUp, course, samples.join(), stage.marks(), fault.share());
		}
		finally {
			load.end();
		}
	}

	/**
	 * A part of the load at first: JVMs that have just started would not stand all of it.
	 */
	private void rampUp(HttpSender sender) {
		Schedule schedule = new Schedule(Math.max(1, this.timing.rps() / RAMP),
				Math.toIntExact(this.timing.warmUp().toSeconds()));
		new SteadyLoad(schedule, this.pace, sender::ask).run();
	}

	private Fault run(Scenario scenario, Stage stage) {
		long begin = this.pace.nanos();
		try {
			scenario.begin().accept(stage);
			// A scenario without a bad instance works on several, one after the other
			long struck = (scenario.bad() != null) ? this.pace.nanos() : begin;
			this.pace.awaitUntil(struck + SETTLED.toNanos());
			TrafficCount settled = TrafficCount.at(scenario.bad(), stage.fleet());
			this.pace.awaitUntil(begin + this.timing.faulty().toNanos());
			double share = TrafficCount.at(scenario.bad(), stage.fleet()).shareSince(settled);
			return new Fault(begin, struck, this.pace.nanos(), share);
		}
		finally {
			scenario.end().accept(stage);
		}
	}

	private void await(Duration duration) {
		this.pace.awaitUntil(this.pace.nanos() + duration.toNanos());
	}

	private record Fault(long begin, long struck, long heal, double share) {

	}

}
