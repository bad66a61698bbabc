package io.github.resiliencestarter.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/**
 * Result of a scenario: all requests, and the figures derived from them.
 *
 * @param scenario the scenario
 * @param setUp the setup of the services
 * @param course the times of the phases
 * @param samples all requests
 * @param marks the seconds until each mark was reached; infinity for a mark that was
 * never reached
 * @param counts the numbers that the scenario has counted
 * @param observations the metrics of the instances
 */
record ScenarioReport(Scenario scenario, SetUp setUp, Course course, List<Sample> samples, Map<String, Double> marks,
		Map<String, Long> counts, Observations observations) {

	private static final double SECOND = 1e9;

	/**
	 * A failure this shortly before the end of the fault means that failures would have
	 * continued.
	 */
	private static final double STILL_FELT = 2;

	/**
	 * Time after which a bad instance should get no more requests.
	 */
	private static final int SETTLED = 3;

	/**
	 * In a normal second, the median may be this much slower than the slowest healthy
	 * requests.
	 */
	private static final double NORMAL_MS = 50;

	/**
	 * Creates a report of a scenario that counts nothing.
	 */
	ScenarioReport(Scenario scenario, SetUp setUp, Course course, List<Sample> samples, Map<String, Double> marks,
			Observations observations) {
		this(scenario, setUp, course, samples, marks, Map.of(), observations);
	}

	/**
	 * All requests that count.
	 */
	LoadReport counted() {
		return between(this.course.start(), this.course.end());
	}

	LoadReport healthy() {
		return between(this.course.start(), this.course.fault());
	}

	/**
	 * The requests during the fault, after the given number of seconds.
	 */
	LoadReport faultyFrom(int seconds) {
		return between(afterFault(seconds), this.course.heal());
	}

	/**
	 * The load during the fault.
	 */
	double faultyPerSecond() {
		return faultyFrom(0).sent() * SECOND / (this.course.heal() - this.course.fault());
	}

	/**
	 * The requests from the given number of seconds after the fault to the end.
	 */
	LoadReport fromFault(int seconds) {
		return between(afterFault(seconds), this.course.end());
	}

	LoadReport after() {
		return between(this.course.heal(), this.course.end());
	}

	/**
	 * The same report for the requests to one path.
	 */
	ScenarioReport at(String path) {
		List<Sample> there = this.samples.stream().filter((sample) -> path.equals(sample.path())).toList();
		return new ScenarioReport(this.scenario, this.setUp, this.course, there, this.marks, this.counts,
				this.observations);
	}

	/**
	 * Successful responses per second during the fault.
	 */
	double goodput() {
		LoadReport faulty = faultyFrom(0);
		return (faulty.sent() - faulty.failed()) * SECOND / (this.course.heal() - this.course.fault());
	}

	/**
	 * Requests at a service for each request to the storefront during the fault;
	 * {@code NaN} if its metrics could not be read.
	 */
	double amplification(String service) {
		return this.observations.arrived(service, this.course.fault(), this.course.heal()) / faultyFrom(0).sent();
	}

	/**
	 * Share of the bad instance in the requests at its service, from three seconds after
	 * the start of the fault to its end; {@code NaN} if the metrics could not be read.
	 */
	double share() {
		String bad = this.scenario.bad();
		if (bad == null) {
			return Double.NaN;
		}
		long settled = afterFault(SETTLED);
		return this.observations.arrived(bad, settled, this.course.heal())
				/ this.observations.arrived(bad.replaceAll("\\d+$", ""), settled, this.course.heal());
	}

	/**
	 * Number of requests that failed although they were due after the first successful
	 * response since the start of the fault.
	 */
	long failedAfterFirstAnswer() {
		return this.samples.stream()
			.filter((sample) -> sample.dueNanos() >= this.course.fault() && !sample.failed())
			.mapToLong((sample) -> sample.dueNanos() + sample.latencyNanos())
			.min()
			.stream()
			.flatMap((first) -> this.samples.stream()
				.filter((sample) -> sample.dueNanos() >= first && sample.failed())
				.mapToLong(Sample::dueNanos))
			.count();
	}

	/**
	 * Number of successful responses with the given instance before the fault and in the
	 * last second.
	 */
	long servedInHealth(String instance) {
		return this.samples.stream()
			.filter((sample) -> sample.answer().servedBy().contains(instance))
			.filter((sample) -> (sample.dueNanos() >= this.course.start()
					&& sample.dueNanos() + sample.latencyNanos() < this.course.fault())
					|| sample.dueNanos() >= this.course.end() - SECOND)
			.count();
	}

	double mark(String name) {
		return this.marks.getOrDefault(name, Double.POSITIVE_INFINITY);
	}

	/**
	 * Seconds from the start of the fault to the last failure of a request that was due
	 * during the fault; infinity if failures did not stop; empty if none failed.
	 */
	OptionalDouble secondsUntilNoneFails() {
		return this.samples.stream()
			.filter(Sample::failed)
			.mapToLong(Sample::dueNanos)
			.filter((due) -> due >= this.course.fault() && due < this.course.heal())
			.max()
			.stream()
			.mapToDouble((due) -> ((this.course.heal() - due) / SECOND < STILL_FELT) ? Double.POSITIVE_INFINITY
					: (due - this.course.fault()) / SECOND)
			.findFirst();
	}

	/**
	 * Seconds from the end of the fault until everything was normal again: no request
	 * failed, and the median was not longer than nearly all requests before the fault.
	 * Infinity if that did not happen.
	 */
	double secondsToRecover() {
		double limit = healthy().p99Ms() + NORMAL_MS;
		return secondsAfterFault((second) -> second.failed() == 0 && second.p50Ms() <= limit);
	}

	/**
	 * Whether requests stopped failing after the end of the fault, no matter how slow
	 * they were.
	 */
	boolean recovers() {
		return Double.isFinite(secondsAfterFault((second) -> second.failed() == 0));
	}

	private double secondsAfterFault(Predicate<LoadReport> good) {
		double bad = 0;
		long from = this.course.heal();
		while (from < this.course.end()) {
			long to = from + (long) SECOND;
			if (!good.test(between(from, to))) {
				bad = (to - this.course.heal()) / SECOND;
			}
			from = to;
		}
		boolean stillFelt = (this.course.end() - this.course.heal()) / SECOND - bad < STILL_FELT;
		return (bad > 0 && stillFelt) ? Double.POSITIVE_INFINITY : bad;
	}

	/**
	 * The bars that were not met.
	 */
	List<Bar> missed() {
		return this.scenario.bars().stream().filter((bar) -> !bar.met().test(this)).toList();
	}

	/**
	 * The figures for each second, starting with the first one that counts.
	 */
	List<Second> seconds() {
		List<Second> seconds = new ArrayList<>();
		for (long from = this.course.start(); from < this.course.end(); from += (long) SECOND) {
			long to = from + (long) SECOND;
			seconds.add(new Second(between(from, to), this.observations.threads(from, to),
					this.observations.open(from, to), this.observations.arrived("orders-", from, to),
					this.observations.arrived("inventory-", from, to)));
		}
		return seconds;
	}

	private long afterFault(int seconds) {
		return (seconds == 0) ? this.course.fault() : this.course.struck() + (long) (seconds * SECOND);
	}

	private LoadReport between(long from, long to) {
		List<Sample> due = this.samples.stream()
			.filter((sample) -> sample.dueNanos() >= from && sample.dueNanos() < to)
			.toList();
		Tally tally = new Tally(due.size());
		for (int request = 0; request < due.size(); request++) {
			Sample sample = due.get(request);
			tally.record(request, sample.answer().outcome(), sample.latencyNanos());
		}
		return tally.report(0);
	}

	/**
	 * Figures for one second.
	 *
	 * @param report the requests that were due in this second
	 * @param threads the number of threads of all services
	 * @param open the number of circuit breakers that were not closed
	 * @param orders the number of requests at orders
	 * @param inventory the number of requests at inventory
	 */
	record Second(LoadReport report, double threads, double open, double orders, double inventory) {

	}

}
