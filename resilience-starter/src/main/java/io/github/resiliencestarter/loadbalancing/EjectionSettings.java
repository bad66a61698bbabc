package io.github.resiliencestarter.loadbalancing;

import java.time.Duration;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * When an instance is ejected for its own results, and for how long.
 *
 * @param enabled Whether instances that fail are left out for a while.
 * @param consecutiveConnectErrors Connections in a row that cannot be made.
 * @param consecutiveErrors Errors in a row, such as broken connections, time outs and
 * 5xx.
 * @param errors Share of errors that is too many, if it is twice that of the others.
 * @param unresponsiveAfter Time without an answer to any call under way.
 * @param time How long an instance is left out.
 * @param maxEjected Share of the instances that may be left out, rounded up; those that
 * cannot be connected to do not need its leave.
 */
public record EjectionSettings(@DefaultValue("true") boolean enabled, @DefaultValue("1") int consecutiveConnectErrors,
		@DefaultValue("5") int consecutiveErrors, @DefaultValue Errors errors,
		@DefaultValue("1s") Duration unresponsiveAfter, @DefaultValue Time time,
		@DefaultValue("0.5") double maxEjected) {

	Duration window() {
		return this.errors.window();
	}

	/**
	 * Return the time of an ejection.
	 * @param number the number of the ejection, from one
	 * @return the nanoseconds
	 */
	long timeOf(int number) {
		double grown = this.time.base().toNanos() * Math.pow(this.time.multiplier(), number - 1);
		return (long) Math.min(grown, (double) this.time.max().toNanos());
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
	 * Share of errors that is too many.
	 *
	 * @param share Share of the calls in the window, 0 to 1.
	 * @param minCalls Calls in the window without which there is no verdict.
	 * @param window Time that counts as recent.
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
	 * How long an instance is left out.
	 *
	 * @param base Time of the first ejection.
	 * @param multiplier What the time of each further ejection is multiplied by.
	 * @param max Longest time.
	 * @param probes Calls, one at a time, that must be answered before the instance is
	 * back.
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
