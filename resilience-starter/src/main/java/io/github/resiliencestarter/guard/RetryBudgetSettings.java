package io.github.resiliencestarter.guard;

import java.time.Duration;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Retries that are allowed to one target.
 * <p>
 * Finagle's {@code RetryBudget} allows 20 % over 10 s and at least ten retries a second,
 * Envoy's 20 % and at least three at a time. We take both their 20 % and a floor of one a
 * second: over a chain of callers, each adds its floor. Retries that succeed do not
 * count, as in the retry quota of the AWS SDKs: 30 % of failing calls need 39 % of
 * retries, of which 12 % fail.
 *
 * @param ratio Failed retries that are allowed as a share of recent calls, from 0 to 1.
 * @param minPerSecond Retries per second that are allowed in addition, regardless of the
 * number of calls.
 * @param window Period of recent calls.
 */
public record RetryBudgetSettings(@DefaultValue("0.2") double ratio, @DefaultValue("1") int minPerSecond,
		@DefaultValue("10s") Duration window) {

	public RetryBudgetSettings {
		check(ClientProperties.PREFIX, ratio, minPerSecond, window);
	}

	/**
	 * Checks the settings of all targets or of one.
	 * @param prefix the key that it is below
	 */
	static void check(String prefix, double ratio, int minPerSecond, Duration window) {
		String key = prefix + ".retry-budget.";
		if (!(ratio >= 0 && ratio <= 1)) {
			throw new InvalidConfigurationPropertyValueException(key + "ratio", ratio,
					"must be from 0 to 1, the share of calls that may be retries");
		}
		if (minPerSecond < 0) {
			throw new InvalidConfigurationPropertyValueException(key + "min-per-second", minPerSecond,
					"must not be negative");
		}
		if (window.compareTo(Duration.ofSeconds(1)) < 0) {
			throw new InvalidConfigurationPropertyValueException(key + "window", window, "must be at least one second");
		}
	}

}
