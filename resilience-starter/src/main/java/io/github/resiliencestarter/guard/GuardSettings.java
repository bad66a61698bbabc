package io.github.resiliencestarter.guard;

import java.time.Duration;

/**
 * Effective settings of the calls to one target.
 *
 * @param enabled whether the calls are guarded
 * @param timeout the time that a call may take with all its attempts
 * @param attemptTimeout the time that one attempt may take
 * @param adaptiveLimit whether fewer attempts are let through while the target does not
 * keep up
 * @param retryBudget the retries that are allowed
 */
public record GuardSettings(boolean enabled, Duration timeout, Duration attemptTimeout, boolean adaptiveLimit,
		RetryBudgetSettings retryBudget) {

}
