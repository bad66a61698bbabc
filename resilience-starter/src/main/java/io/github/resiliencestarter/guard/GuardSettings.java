package io.github.resiliencestarter.guard;

import java.time.Duration;

/**
 * Effective settings of the calls to one target.
 *
 * @param enabled whether the calls are guarded
 * @param timeout the timeout of a call, with all its attempts
 * @param attemptTimeout the timeout of one attempt
 * @param adaptiveLimit whether fewer attempts are let through while the target is
 * overloaded
 * @param retryBudget the retries that are allowed
 */
public record GuardSettings(boolean enabled, Duration timeout, Duration attemptTimeout, boolean adaptiveLimit,
		RetryBudgetSettings retryBudget) {

}
