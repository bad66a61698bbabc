package io.github.resiliencestarter.fleet;

import java.util.Locale;
import java.util.function.Predicate;

/**
 * What an experiment has to show.
 *
 * @param text what, in words
 * @param aboutTime whether it is a matter of how fast the machine is; tests do without
 * @param met whether a report shows it
 */
record Bar(String text, boolean aboutTime, Predicate<ScenarioReport> met) {

	static Bar noneFailed() {
		return new Bar("0 failed", false, (report) -> report.counted().failed() == 0);
	}

	static Bar noneFailed(String path) {
		return new Bar("0 failed of " + path, false, (report) -> report.at(path).counted().failed() == 0);
	}

	static Bar noneFailedFrom(int seconds, String path) {
		return new Bar("0 failed of %s from %d s on".formatted(path, seconds), false,
				(report) -> report.at(path).fromFault(seconds).failed() == 0);
	}

	/**
	 * The same where it is a matter of how fast the machine is.
	 */
	Bar asAMatterOfTime() {
		return new Bar(this.text, true, this.met);
	}

	/**
	 * Once there is one good answer, all are good.
	 */
	static Bar noneFailedAfterFirstAnswer() {
		return new Bar("0 failed after the first answer", false, (report) -> report.failedAfterFirstAnswer() == 0);
	}

	static Bar failedAtMost(double share) {
		return new Bar(String.format(Locale.ROOT, "failed <= %.0f %%", share * 100), false,
				(report) -> report.faultyFrom(0).failed() <= share * report.faultyFrom(0).sent());
	}

	static Bar noneFailedFrom(int seconds) {
		return new Bar("0 failed from %d s on".formatted(seconds), false,
				(report) -> report.fromFault(seconds).failed() == 0);
	}

	/**
	 * Twice as slow as without a fault, and no more.
	 */
	static Bar normalFrom(int seconds) {
		String since = (seconds == 0) ? "" : " from %d s on".formatted(seconds);
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
	 * Retries must not make much more of the load that a service gets.
	 */
	static Bar amplification(String service, double most) {
		return new Bar(String.format(Locale.ROOT, "requests at %s <= %.1f x", service, most), false,
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
	 * Time to recover from when a mark was reached, such as the end of a JVM's start.
	 */
	static Bar recoversWithin(int seconds, String mark) {
		return new Bar("recovers %d s after '%s'".formatted(seconds, mark), true,
				(report) -> report.secondsToRecover() - report.mark(mark) <= seconds);
	}

	/**
	 * Share of a load of 100 requests per second. Of a smaller load it may be more, up to
	 * ten times as much: a bad instance is probed as often. About time, for where the
	 * healthy instances are starved an instance that fails quickly is the least loaded.
	 */
	static Bar share(double most) {
		return new Bar(String.format(Locale.ROOT, "share < %.0f %%", most * 100), true,
				(report) -> report.share() * Math.max(0.1, Math.min(1, report.faultyPerSecond() / 100)) < most);
	}

	/**
	 * An instance that serves nobody before the fault, and nobody in the end.
	 */
	static Bar standsBy(String instance) {
		return new Bar(instance + " stands by", false, (report) -> report.servedInHealth(instance) == 0);
	}

	/**
	 * Something that the scenario waits for comes at all.
	 */
	static Bar comes(String mark) {
		return new Bar(mark, false, (report) -> Double.isFinite(report.mark(mark)));
	}

	static Bar within(int seconds, String mark) {
		return new Bar("%s within %d s".formatted(mark, seconds), true, (report) -> report.mark(mark) <= seconds);
	}

}
