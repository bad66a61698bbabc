package io.github.resiliencestarter.loadbalancing;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Settings of the ejection of instances.
 *
 * @param enabled Whether failing instances are ejected temporarily.
 * @param consecutiveConnectErrors Consecutive connection failures that eject an instance.
 * @param consecutiveErrors Consecutive errors that eject an instance, such as broken
 * connections, timeouts and 5xx.
 * @param errors Error rate that ejects an instance if it is twice that of the others.
 * @param unresponsiveAfter Time without any response, while calls are in flight, that
 * ejects an instance.
 * @param time Duration of an ejection.
 * @param maxEjected Share of the instances that may be ejected, rounded up; unreachable
 * instances are ejected regardless of this limit.
 */
public record EjectionSettings(@DefaultValue("true") boolean enabled, @DefaultValue("1") int consecutiveConnectErrors,
		@DefaultValue("5") int consecutiveErrors, @DefaultValue Errors errors,
		@DefaultValue("1s") Duration unresponsiveAfter, @DefaultValue Time time,
		@DefaultValue("0.5") double maxEjected) {

	Duration window() {
		return this.errors.window();
	}

	/**
	 * Returns the duration of an ejection.
	 * @param number the number of the ejection, from one
	 * @return the nanoseconds
	 */
	long timeOf(int number) {
		double grown = this.time.base().toNanos() * Math.pow(this.time.multiplier(), number - 1);
		return (long) Math.min(grown, (double) this.time.max().toNanos());
	}

	EjectionSettings withWindow(Duration window) {
		return new EjectionSettings(this.enabled, this.consecutiveConnectErrors, this.consecutiveErrors,
				new Errors(this.errors.share(), this.errors.minCalls(), window), this.unresponsiveAfter, this.time,
				this.maxEjected);
	}

	/**
	 * Returns the values that can change while the application is running, by key.
	 */
	Map<String, Object> changeable() {
		Map<String, Object> values = new LinkedHashMap<>();
		values.put("enabled", this.enabled);
		values.put("consecutive-connect-errors", this.consecutiveConnectErrors);
		values.put("consecutive-errors", this.consecutiveErrors);
		values.put("errors.share", this.errors.share());
		values.put("errors.min-calls", this.errors.minCalls());
		values.put("unresponsive-after", this.unresponsiveAfter);
		values.put("time.base", this.time.base());
		values.put("time.multiplier", this.time.multiplier());
		values.put("time.max", this.time.max());
		values.put("time.probes", this.time.probes());
		values.put("max-ejected", this.maxEjected);
		return values;
	}

	void check(String prefix) {
		Check.atLeast(prefix + ".consecutive-connect-errors", this.consecutiveConnectErrors, 1);
		Check.atLeast(prefix + ".consecutive-errors", this.consecutiveErrors, 1);
		Check.positive(prefix + ".unresponsive-after", this.unresponsiveAfter);
		Check.share(prefix + ".max-ejected", this.maxEjected);
		this.errors.check(prefix + ".errors");
		this.time.check(prefix + ".time");
	}

	/**
	 * Error rate that ejects an instance.
	 *
	 * @param share Share of failed calls in the window, from 0 to 1.
	 * @param minCalls Minimum number of calls in the window.
	 * @param window Length of the window.
	 */
	public record Errors(@DefaultValue("0.3") double share, @DefaultValue("20") int minCalls,
			@DefaultValue("10s") Duration window) {

		private void check(String prefix) {
			Check.share(prefix + ".share", this.share);
			Check.atLeast(prefix + ".min-calls", this.minCalls, 1);
			Check.positive(prefix + ".window", this.window);
		}

	}

	/**
	 * Duration of an ejection.
	 *
	 * @param base Duration of the first ejection.
	 * @param multiplier Factor between the durations of consecutive ejections.
	 * @param max Maximum duration.
	 * @param probes Successful calls, one at a time, after which the instance returns to
	 * rotation.
	 */
	public record Time(@DefaultValue("5s") Duration base, @DefaultValue("2") double multiplier,
			@DefaultValue("60s") Duration max, @DefaultValue("3") int probes) {

		private void check(String prefix) {
			Check.positive(prefix + ".base", this.base);
			Check.atLeast(prefix + ".probes", this.probes, 1);
			if (!(this.multiplier >= 1 && this.multiplier <= 100)) {
				throw new InvalidConfigurationPropertyValueException(prefix + ".multiplier", this.multiplier,
						"must be from 1 to 100");
			}
			if (this.max.compareTo(this.base) < 0) {
				throw new InvalidConfigurationPropertyValueException(prefix + ".max", this.max,
						"must not be shorter than " + prefix + ".base, which is " + this.base);
			}
		}

	}

}
