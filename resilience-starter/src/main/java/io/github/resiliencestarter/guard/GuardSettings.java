package io.github.resiliencestarter.guard;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Effective settings of the calls to one target.
 *
 * @param enabled whether the calls are guarded
 * @param timeout the timeout of a call, with all its attempts
 * @param attemptTimeout the timeout of one attempt
 * @param adaptiveLimit whether fewer attempts are let through while the target is
 * overloaded
 * @param retryBudget the retries that are allowed
 * @param hedge the time after which a request without a response is sent to a second
 * instance
 */
public record GuardSettings(boolean enabled, Duration timeout, Duration attemptTimeout, boolean adaptiveLimit,
		RetryBudgetSettings retryBudget, HedgeDelay hedge) {

	/**
	 * Create settings without hedging.
	 * @param enabled whether the calls are guarded
	 * @param timeout the timeout of a call, with all its attempts
	 * @param attemptTimeout the timeout of one attempt
	 * @param adaptiveLimit whether fewer attempts are let through while the target is
	 * overloaded
	 * @param retryBudget the retries that are allowed
	 */
	public GuardSettings(boolean enabled, Duration timeout, Duration attemptTimeout, boolean adaptiveLimit,
			RetryBudgetSettings retryBudget) {
		this(enabled, timeout, attemptTimeout, adaptiveLimit, retryBudget, HedgeDelay.NEVER);
	}

	/**
	 * Return these settings, with calls guarded or not.
	 * @param enabled whether the calls are guarded
	 * @return the settings
	 */
	public GuardSettings withEnabled(boolean enabled) {
		return new GuardSettings(enabled, this.timeout, this.attemptTimeout, this.adaptiveLimit, this.retryBudget,
				this.hedge);
	}

	/**
	 * Return these settings with another timeout. An attempt may take no longer.
	 * @param timeout the time that a call may take with all its attempts
	 * @return the settings
	 */
	public GuardSettings withTimeout(Duration timeout) {
		Duration attempt = (this.attemptTimeout.compareTo(timeout) > 0) ? timeout : this.attemptTimeout;
		return new GuardSettings(this.enabled, timeout, attempt, this.adaptiveLimit, this.retryBudget, this.hedge);
	}

	/**
	 * Return these settings with another timeout for an attempt.
	 * @param attemptTimeout the time that one attempt may take
	 * @return the settings
	 */
	public GuardSettings withAttemptTimeout(Duration attemptTimeout) {
		return new GuardSettings(this.enabled, this.timeout, attemptTimeout, this.adaptiveLimit, this.retryBudget,
				this.hedge);
	}

	/**
	 * Return these settings, with an adaptive limit or without.
	 * @param adaptiveLimit whether fewer attempts are let through while the target is
	 * overloaded
	 * @return the settings
	 */
	public GuardSettings withAdaptiveLimit(boolean adaptiveLimit) {
		return new GuardSettings(this.enabled, this.timeout, this.attemptTimeout, adaptiveLimit, this.retryBudget,
				this.hedge);
	}

	/**
	 * Return these settings with another retry budget.
	 * @param retryBudget the retries that are allowed
	 * @return the settings
	 */
	public GuardSettings withRetryBudget(RetryBudgetSettings retryBudget) {
		return new GuardSettings(this.enabled, this.timeout, this.attemptTimeout, this.adaptiveLimit, retryBudget,
				this.hedge);
	}

	/**
	 * Return these settings with another time after which a request without a response is
	 * sent to a second instance.
	 * @param hedge the time
	 * @return the settings
	 */
	public GuardSettings withHedge(HedgeDelay hedge) {
		return new GuardSettings(this.enabled, this.timeout, this.attemptTimeout, this.adaptiveLimit, this.retryBudget,
				hedge);
	}

	/**
	 * Return the values by the last elements of their keys, in order.
	 */
	Map<String, Object> values() {
		Map<String, Object> values = new LinkedHashMap<>();
		values.put("enabled", this.enabled);
		values.put("timeout", this.timeout);
		values.put("attempt-timeout", this.attemptTimeout);
		values.put("adaptive-limit", this.adaptiveLimit);
		values.put("retry-budget.ratio", this.retryBudget.ratio());
		values.put("retry-budget.min-per-second", this.retryBudget.minPerSecond());
		values.put("retry-budget.window", this.retryBudget.window());
		values.put("hedge.after", this.hedge);
		return values;
	}

}
