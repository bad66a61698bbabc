package io.github.resiliencestarter.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * What became of a scenario: each request, and what can be read from them.
 *
 * @param scenario what happened
 * @param setUp to whom
 * @param course and when
 * @param samples all requests
 * @param marks how many seconds things took that the scenario waited for; infinity for
 * what never came
 * @param share of the requests at the service, from three seconds after the fault began
 * until it was lifted, that came to the bad instance; {@code NaN} where it could not be
 * asked
 */
record ScenarioReport(Scenario scenario, SetUp setUp, Course course, List<Sample> samples, Map<String, Double> marks,
		double share) {

	private static final double SECOND = 1e9;

	/**
	 * A fault that was still felt so shortly before it was lifted would have been felt on
	 * and on.
	 */
	private static final double STILL_FELT = 2;

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
	 * How many good answers an instance had a part in before the fault, and in the last
	 * second.
	 */
	long servedInHealth(String instance) {
		return this.samples.stream()
			.filter((sample) -> sample.answer().servedBy().contains(instance))
			.mapToLong(Sample::dueNanos)
			.filter((due) -> (due >= this.course.start() && due < this.course.fault())
					|| due >= this.course.end() - SECOND)
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
			.filter((sample) -> sample.answer().outcome().failed())
			.mapToLong(Sample::dueNanos)
			.filter((due) -> due >= this.course.fault() && due < this.course.heal())
			.max()
			.stream()
			.mapToDouble((due) -> ((this.course.heal() - due) / SECOND < STILL_FELT) ? Double.POSITIVE_INFINITY
					: (due - this.course.fault()) / SECOND)
			.findFirst();
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
			Map<String, Integer> servedBy = new TreeMap<>();
			long begin = from;
			this.samples.stream()
				.filter((sample) -> sample.dueNanos() >= begin && sample.dueNanos() < to)
				.flatMap((sample) -> sample.answer().servedBy().stream())
				.forEach((instance) -> servedBy.merge(instance, 1, Integer::sum));
			seconds.add(new Second(seconds.size(), between(from, to), servedBy));
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
	 * @param second how many seconds after the first that counts it began
	 * @param report what became of the requests that were due in it
	 * @param servedBy how many of the good answers each instance had a part in
	 */
	record Second(int second, LoadReport report, Map<String, Integer> servedBy) {

	}

}
