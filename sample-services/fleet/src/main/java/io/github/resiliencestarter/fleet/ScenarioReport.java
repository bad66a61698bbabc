package io.github.resiliencestarter.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/**
 * What became of a scenario: each request, and what can be read from them.
 *
 * @param scenario what happened
 * @param setUp to whom
 * @param course and when
 * @param samples all requests
 * @param marks how many seconds things took that the scenario waited for; infinity for
 * what never came
 * @param observations what the instances said of themselves
 */
record ScenarioReport(Scenario scenario, SetUp setUp, Course course, List<Sample> samples, Map<String, Double> marks,
		Observations observations) {

	private static final double SECOND = 1e9;

	/**
	 * A fault that was still felt so shortly before it was lifted would have been felt on
	 * and on.
	 */
	private static final double STILL_FELT = 2;

	/**
	 * From when on a bad instance should get no more traffic.
	 */
	private static final int SETTLED = 3;

	/**
	 * How much slower than the slowest in health half of the requests may be in a second
	 * that is normal.
	 */
	private static final double NORMAL_MS = 50;

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
	 * The requests while the fault lasted, or from so many seconds on.
	 */
	LoadReport faultyFrom(int seconds) {
		return between(afterFault(seconds), this.course.heal());
	}

	/**
	 * The load while the fault lasted.
	 */
	double faultyPerSecond() {
		return faultyFrom(0).sent() * SECOND / (this.course.heal() - this.course.fault());
	}

	/**
	 * The requests from so many seconds of the fault on, to the end.
	 */
	LoadReport fromFault(int seconds) {
		return between(afterFault(seconds), this.course.end());
	}

	LoadReport after() {
		return between(this.course.heal(), this.course.end());
	}

	/**
	 * The same of the requests for one path alone.
	 */
	ScenarioReport at(String path) {
		List<Sample> there = this.samples.stream().filter((sample) -> path.equals(sample.path())).toList();
		return new ScenarioReport(this.scenario, this.setUp, this.course, there, this.marks, this.observations);
	}

	/**
	 * Good answers per second while the fault lasted.
	 */
	double goodput() {
		LoadReport faulty = faultyFrom(0);
		return (faulty.sent() - faulty.failed()) * SECOND / (this.course.heal() - this.course.fault());
	}

	/**
	 * How many requests arrived at a service for each that was sent to the storefront
	 * while the fault lasted; {@code NaN} if it could not be asked.
	 */
	double amplification(String service) {
		return this.observations.arrived(service, this.course.fault(), this.course.heal()) / faultyFrom(0).sent();
	}

	/**
	 * Share of the requests at the service, from three seconds after the fault began
	 * until it was lifted, that came to the bad instance; {@code NaN} where it could not
	 * be asked.
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
	 * How many requests failed that were due after the first good answer since the fault
	 * began.
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
	 * How many good answers an instance had a part in before the fault, and in the last
	 * second.
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
	 * How many seconds after the beginning of the fault the last request failed that was
	 * due while it lasted; infinitely many if they did not cease to fail; empty if none
	 * failed.
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
	 * How many seconds after the end of the fault all was normal again, that is no
	 * request failed and half of them took no longer than nearly all did before;
	 * infinitely many if it was not.
	 */
	double secondsToRecover() {
		double limit = healthy().p99Ms() + NORMAL_MS;
		return secondsAfterFault((second) -> second.failed() == 0 && second.p50Ms() <= limit);
	}

	/**
	 * Whether requests ceased to fail after the end of the fault, however slow they were.
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
	 * The account of each second, from the first that counts.
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
	 * Account of one second.
	 *
	 * @param report what became of the requests that were due in it
	 * @param threads how many threads the services had
	 * @param open how many circuit breakers were not closed
	 * @param orders how many requests arrived at orders
	 * @param inventory how many requests arrived at inventory
	 */
	record Second(LoadReport report, double threads, double open, double orders, double inventory) {

	}

}
