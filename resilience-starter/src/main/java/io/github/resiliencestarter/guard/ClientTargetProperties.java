package io.github.resiliencestarter.guard;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Settings of one target; {@code null} inherits the setting for all targets.
 *
 * @param enabled Whether calls to the target are protected.
 * @param timeout Time that a call may take with all its attempts.
 * @param attemptTimeout Time that one attempt of a call may take.
 * @param adaptiveLimit Whether fewer attempts are let through while half of them time
 * out.
 * @param retryBudget Budget for retries to the target.
 * @param hedge Second, equal requests to another instance of the target.
 */
record ClientTargetProperties(@Nullable Boolean enabled, @Nullable Duration timeout, @Nullable Duration attemptTimeout,
		@Nullable Boolean adaptiveLimit, @Nullable RetryBudget retryBudget, @Nullable Hedge hedge) {

	GuardSettings applyTo(String prefix, GuardSettings settings) {
		Duration timeout = orElse(this.timeout, settings.timeout());
		Duration attemptTimeout = this.attemptTimeout;
		if (attemptTimeout == null) {
			// Only the timeout of the call was reduced, which limits an attempt too
			attemptTimeout = (settings.attemptTimeout().compareTo(timeout) < 0) ? settings.attemptTimeout() : timeout;
		}
		ClientProperties.checkTimeouts(prefix, timeout, attemptTimeout);
		RetryBudgetSettings budget = settings.retryBudget();
		return new GuardSettings(orElse(this.enabled, settings.enabled()), timeout, attemptTimeout,
				orElse(this.adaptiveLimit, settings.adaptiveLimit()),
				(this.retryBudget != null) ? this.retryBudget.applyTo(prefix, budget) : budget,
				(this.hedge != null) ? this.hedge.applyTo(prefix, attemptTimeout, settings.hedge()) : settings.hedge());
	}

	private static <V> V orElse(@Nullable V value, V other) {
		return (value != null) ? value : other;
	}

	/**
	 * Retry budget of one target; {@code null} inherits the setting for all targets.
	 *
	 * @param ratio Retries as a share of recent calls.
	 * @param minPerSecond Retries per second that are allowed in addition.
	 * @param window Period of recent calls.
	 */
	record RetryBudget(@Nullable Double ratio, @Nullable Integer minPerSecond, @Nullable Duration window) {

		RetryBudgetSettings applyTo(String prefix, RetryBudgetSettings settings) {
			double ratio = orElse(this.ratio, settings.ratio());
			int minPerSecond = orElse(this.minPerSecond, settings.minPerSecond());
			Duration window = orElse(this.window, settings.window());
			RetryBudgetSettings.check(prefix, ratio, minPerSecond, window);
			return new RetryBudgetSettings(ratio, minPerSecond, window);
		}

	}

	/**
	 * Second, equal requests to another instance of one target.
	 *
	 * @param after Time without a response after which an idempotent request is sent to a
	 * second instance: a time such as 80ms, a percentile of the recent response times
	 * such as p95, or never.
	 */
	record Hedge(@Nullable String after) {

		HedgeDelay applyTo(String prefix, Duration attemptTimeout, HedgeDelay delay) {
			if (this.after == null) {
				return delay;
			}
			String key = prefix + ".hedge.after";
			HedgeDelay own = read(key, this.after);
			if (own instanceof HedgeDelay.Fixed fixed && fixed.time().compareTo(attemptTimeout) >= 0) {
				throw new InvalidConfigurationPropertyValueException(key, this.after,
						"must be shorter than the timeout of an attempt, which is " + attemptTimeout);
			}
			return own;
		}

		private static HedgeDelay read(String key, String after) {
			try {
				return HedgeDelay.of(after);
			}
			catch (IllegalArgumentException ex) {
				throw new InvalidConfigurationPropertyValueException(key, after, String.valueOf(ex.getMessage()));
			}
		}

	}

}
