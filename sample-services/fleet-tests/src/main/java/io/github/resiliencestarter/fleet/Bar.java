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
