package io.github.resiliencestarter.loadbalancing;

import java.time.Duration;

import io.github.resiliencestarter.loadbalancing.ErrorWindow.Counts;
import org.jspecify.annotations.Nullable;

/**
 * Judgement that an instance is bad, with the numbers that led to it. The rules are all
 * here.
 *
 * @param reason why it is bad
 * @param numbers the numbers, for the log
 */
record Verdict(EjectionReason reason, String numbers) {

	// Bad is what has this many times the errors of the others: if all are bad alike, the
	// service is, which is for its circuit breaker to say
	private static final int AGAINST_OTHERS = 2;

	// Silent is what lets this many times its latency pass
	private static final int AGAINST_LATENCY = 5;

	/**
	 * Judge by an error.
	 * @param instance the instance that it came from
	 * @param own its recent results with this one
	 * @param all the recent results of all instances with this one
	 * @return the verdict, or {@code null} if it may go on
	 */
	static @Nullable Verdict of(Instance instance, Counts own, Counts all, EjectionSettings settings) {
		int unreachable = instance.unreachable();
		if (unreachable >= settings.consecutiveConnectErrors()) {
			return new Verdict(EjectionReason.UNREACHABLE, unreachable + " connect errors in a row");
		}
		double share = own.errorShare();
		double others = all.without(own).errorShare();
		if (share < AGAINST_OTHERS * others) {
			return null;
		}
		int errors = instance.errors();
		if (errors >= settings.consecutiveErrors()) {
			return new Verdict(EjectionReason.CONSECUTIVE_ERRORS, errors + " errors in a row");
		}
		if (own.calls() >= settings.errors().minCalls() && share >= settings.errors().share()) {
			return new Verdict(EjectionReason.ERROR_SHARE, own.errors() + " errors in " + own.calls()
					+ " calls, the others " + Math.round(100 * others) + " %");
		}
		return null;
	}

	/**
	 * Judge by silence.
	 * @return the verdict, or {@code null} if it may go on
	 */
	static @Nullable Verdict ofSilence(Load load, EjectionSettings settings, long now) {
		long silence = load.silence(now);
		if (silence < settings.unresponsiveAfter().toNanos() || silence < AGAINST_LATENCY * load.peak(now)) {
			return null;
		}
		return new Verdict(EjectionReason.UNRESPONSIVE,
				load.inFlight() + " calls under way, no answer for " + Duration.ofNanos(silence).toMillis() + " ms");
	}

}
