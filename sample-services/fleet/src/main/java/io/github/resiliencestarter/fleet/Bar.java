package io.github.resiliencestarter.fleet;

import java.util.Locale;
import java.util.function.Predicate;

/**
 * Requirement that an experiment has to meet.
 *
 * @param text the requirement, in words
 * @param aboutTime whether it depends on the speed of the machine; tests ignore it then
 * @param met tests whether a report meets the requirement
 */
record Bar(String text, boolean aboutTime, Predicate<ScenarioReport> met) {

	static Bar noneFailed() {
		return new Bar("0 failed", false, (report) -> report.counted().failed() == 0);
	}

	static Bar noneFailed(String path) {
		return new Bar("0 failed for " + path, false, (report) -> report.at(path).counted().failed() == 0);
	}

	static Bar noneFailedFrom(int seconds, String path) {
		return new Bar("0 failed for %s after %d s".formatted(path, seconds), false,
				(report) -> report.at(path).fromFault(seconds).failed() == 0);
	}

	/**
	 * Return the same requirement, but dependent on the speed of the machine.
	 */
	Bar asAMatterOfTime() {
		return new Bar(this.text, true, this.met);
	}

	/**
	 * After the first successful response, no request fails.
	 */
	static Bar noneFailedAfterFirstAnswer() {
		return new Bar("0 failed after the first response", false, (report) -> report.failedAfterFirstAnswer() == 0);
	}

	static Bar failedAtMost(double share) {
		return new Bar(String.format(Locale.ROOT, "failed <= %.0f %%", share * 100), false,
				(report) -> report.faultyFrom(0).failed() <= share * report.faultyFrom(0).sent());
	}

	static Bar noneFailedFrom(int seconds) {
		return new Bar("0 failed after %d s".formatted(seconds), false,
				(report) -> report.fromFault(seconds).failed() == 0);
	}

	/**
	 * Requests take at most twice as long as without a fault.
	 */
	static Bar normalFrom(int seconds) {
		String since = (seconds == 0) ? "" : " after %d s".formatted(seconds);
		return new Bar("p99 <= 2 x healthy" + since, true,
				(report) -> report.faultyFrom(seconds).p99Ms() <= 2 * report.healthy().p99Ms());
	}

	static Bar slowest(int millis) {
		return new Bar("max <= %d ms".formatted(millis), true, (report) -> report.faultyFrom(0).maxMs() <= millis);
	}

	static Bar normal(String path) {
		return new Bar("p99 of %s <= 2 x healthy".formatted(path), true,
				(report) -> report.at(path).faultyFrom(0).p99Ms() <= 2 * report.at(path).healthy().p99Ms());
	}

	static Bar p99(String path, int millis) {
		return new Bar("p99 of %s <= %d ms".formatted(path, millis), true,
				(report) -> report.at(path).faultyFrom(0).p99Ms() <= millis);
	}

	/**
	 * Retries must not multiply the load on a service.
	 */
	static Bar amplification(String service, double most) {
		return new Bar("requests at %s <= %s per request".formatted(service, most), false,
				(report) -> report.amplification(service) <= most);
	}

	static Bar goodput(int perSecond) {
		return new Bar("goodput >= %d/s".formatted(perSecond), true, (report) -> report.goodput() >= perSecond);
	}

	static Bar recovers() {
		return new Bar("recovers", false, ScenarioReport::recovers);
	}

	static Bar recoversWithin(int seconds) {
		return new Bar("recovers within %d s".formatted(seconds), true,
				(report) -> report.secondsToRecover() <= seconds);
	}

	/**
	 * Time to recover after a mark has been reached, for example after a JVM has started.
	 */
	static Bar recoversWithin(int seconds, String mark) {
		return new Bar("recovers within %d s after '%s'".formatted(seconds, mark), true,
				(report) -> report.secondsToRecover() - report.mark(mark) <= seconds);
	}

	/**
	 * Share of the bad instance at 100 requests per second. At a lower rate, the limit is
	 * up to ten times higher, because the instance is probed as often. Depends on the
	 * speed of the machine: if the healthy instances are short of CPU, an instance that
	 * fails quickly is the least loaded.
	 */
	static Bar share(double most) {
		return new Bar(String.format(Locale.ROOT, "bad instance's share < %.0f %%", most * 100), true,
				(report) -> report.share() * Math.max(0.1, Math.min(1, report.faultyPerSecond() / 100)) < most);
	}

	/**
	 * An instance serves no requests before the fault and at the end.
	 */
	static Bar standsBy(String instance) {
		return new Bar(instance + " is on standby", false, (report) -> report.servedInHealth(instance) == 0);
	}

	/**
	 * What the scenario counts under the given name did not happen.
	 */
	static Bar none(String count) {
		return new Bar("0 " + count, false, (report) -> report.counts().getOrDefault(count, Long.MAX_VALUE) == 0);
	}

	/**
	 * A mark that the scenario waits for is reached.
	 */
	static Bar comes(String mark) {
		return new Bar(mark, false, (report) -> Double.isFinite(report.mark(mark)));
	}

	static Bar within(int seconds, String mark) {
		return new Bar("%s within %d s".formatted(mark, seconds), true, (report) -> report.mark(mark) <= seconds);
	}

}
