package io.github.resiliencestarter.loadbalancing;

import java.time.Duration;

import io.github.resiliencestarter.loadbalancing.ErrorWindow.Counts;
import org.jspecify.annotations.Nullable;

/**
 * Evidence against an instance that justifies its ejection. All rules are here.
 *
 * @param reason the reason for the ejection
 * @param numbers the numbers behind it, for the log
 */
record Evidence(EjectionReason reason, String numbers) {

	// Minimum ratio of its error share to that of the other instances: if all fail alike,
	// the service is failing, which is up to its circuit breaker
	private static final int AGAINST_OTHERS = 2;

	// From this error share of the other instances on, recently or since the first error,
	// a few errors in a row are no evidence: an overloaded service makes calls to all its
	// instances time out in bursts
	private static final double OTHERS_FAIL_TOO = 0.1;

	// Minimum ratio of its silence to its latency
	private static final int AGAINST_LATENCY = 5;

	/**
	 * Returns the evidence against an instance that has just failed.
	 * @param instance the instance
	 * @param own its recent results, including this one
	 * @param all the recent results of all instances, including this one
	 * @param meanwhile the results of the other instances since the first of its errors
	 * in a row
	 * @return the evidence, or {@code null} if there is none
	 */
	static @Nullable Evidence of(Instance instance, Counts own, Counts all, Counts meanwhile,
			EjectionSettings settings) {
		int unreachable = instance.unreachable();
		if (unreachable >= settings.consecutiveConnectErrors()) {
			return new Evidence(EjectionReason.UNREACHABLE, unreachable + " connect errors in a row");
		}
		double share = own.errorShare();
		double others = all.without(own).errorShare();
		if (share < AGAINST_OTHERS * others) {
			return null;
		}
		int errors = instance.errors();
		if (errors >= settings.consecutiveErrors() && others < OTHERS_FAIL_TOO
				&& meanwhile.errorShare() < OTHERS_FAIL_TOO) {
			return new Evidence(EjectionReason.CONSECUTIVE_ERRORS, errors + " errors in a row");
		}
		if (own.calls() >= settings.errors().minCalls() && share >= settings.errors().share()) {
			return new Evidence(EjectionReason.ERROR_SHARE, own.errors() + " errors in " + own.calls()
					+ " calls, the others " + Math.round(100 * others) + " %");
		}
		return null;
	}

	/**
	 * Returns the evidence against an instance that does not respond.
	 * @return the evidence, or {@code null} if there is none
	 */
	static @Nullable Evidence ofSilence(Load load, EjectionSettings settings, long now) {
		long silence = load.silence(now);
		if (silence < settings.unresponsiveAfter().toNanos() || silence < AGAINST_LATENCY * load.peak(now)) {
			return null;
		}
		return new Evidence(EjectionReason.UNRESPONSIVE,
				load.inFlight() + " calls in flight, no response for " + Duration.ofNanos(silence).toMillis() + " ms");
	}

}
