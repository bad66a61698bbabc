package io.github.resiliencestarter.loadbalancing;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Settings of one target; {@code null} is what is set for all.
 *
 * @param enabled Whether instances are chosen by load and health.
 * @param algorithm How one of the instances that are fit is chosen.
 * @param latencyDecay Time in which an observed latency fades to about a third.
 * @param slowStart Time in which a new instance gets more and more calls.
 * @param zoneThreshold Share of the instances in the caller's zone that must be
 * available.
 * @param standby Which instances get calls only when others do not suffice.
 * @param ejection When an instance is ejected for its own results, and for how long.
 */
record LoadBalancingTargetProperties(@Nullable Boolean enabled, @Nullable Algorithm algorithm,
		@Nullable Duration latencyDecay, @Nullable Duration slowStart, @Nullable Double zoneThreshold,
		@Nullable Standby standby, @Nullable Ejection ejection) {

	LoadBalancingSettings applyTo(LoadBalancingSettings settings) {
		return new LoadBalancingSettings(orElse(this.enabled, settings.enabled()),
				orElse(this.algorithm, settings.algorithm()), orElse(this.latencyDecay, settings.latencyDecay()),
				orElse(this.slowStart, settings.slowStart()), orElse(this.zoneThreshold, settings.zoneThreshold()),
				(this.standby != null) ? this.standby.applyTo(settings.standby()) : settings.standby(),
				(this.ejection != null) ? this.ejection.applyTo(settings.ejection()) : settings.ejection());
	}

	private static <V> V orElse(@Nullable V value, V other) {
		return (value != null) ? value : other;
	}

	/**
	 * Standby of one target.
	 *
	 * @param service Service all of whose instances are standby.
	 * @param metadata Metadata that makes an instance a standby, in addition to that for
	 * all.
	 * @param tags Tags in Consul of which any one makes an instance a standby.
	 * @param minActive Number of active instances below which those on standby are used.
	 * @param hold Time for which enough active instances must be available again.
	 */
	record Standby(@Nullable String service, @Nullable Map<String, String> metadata, @Nullable List<String> tags,
			@Nullable Integer minActive, @Nullable Duration hold) {

		StandbySettings applyTo(StandbySettings settings) {
			Map<String, String> metadata = new HashMap<>(settings.metadata());
			metadata.putAll(orElse(this.metadata, Map.of()));
			String service = (this.service != null) ? this.service : settings.service();
			return new StandbySettings(service, metadata, orElse(this.tags, settings.tags()),
					orElse(this.minActive, settings.minActive()), orElse(this.hold, settings.hold()));
		}

	}

	/**
	 * Ejection of one target's instances.
	 *
	 * @param enabled Whether instances that fail are left out for a while.
	 * @param consecutiveConnectErrors Connections in a row that cannot be made.
	 * @param consecutiveErrors Errors in a row.
	 * @param errors Share of errors that is too many.
	 * @param unresponsiveAfter Time without a response to any call in flight.
	 * @param time How long an instance is left out.
	 * @param maxEjected Share of the instances that may be left out.
	 */
	record Ejection(@Nullable Boolean enabled, @Nullable Integer consecutiveConnectErrors,
			@Nullable Integer consecutiveErrors, @Nullable Errors errors, @Nullable Duration unresponsiveAfter,
			@Nullable Time time, @Nullable Double maxEjected) {

		EjectionSettings applyTo(EjectionSettings settings) {
			return new EjectionSettings(orElse(this.enabled, settings.enabled()),
					orElse(this.consecutiveConnectErrors, settings.consecutiveConnectErrors()),
					orElse(this.consecutiveErrors, settings.consecutiveErrors()),
					(this.errors != null) ? this.errors.applyTo(settings.errors()) : settings.errors(),
					orElse(this.unresponsiveAfter, settings.unresponsiveAfter()),
					(this.time != null) ? this.time.applyTo(settings.time()) : settings.time(),
					orElse(this.maxEjected, settings.maxEjected()));
		}

		/**
		 * Share of errors that is too many.
		 *
		 * @param share Share of the calls in the window, 0 to 1.
		 * @param minCalls Calls in the window without which there is no verdict.
		 * @param window Time that counts as recent.
		 */
		record Errors(@Nullable Double share, @Nullable Integer minCalls, @Nullable Duration window) {

			EjectionSettings.Errors applyTo(EjectionSettings.Errors settings) {
				return new EjectionSettings.Errors(orElse(this.share, settings.share()),
						orElse(this.minCalls, settings.minCalls()), orElse(this.window, settings.window()));
			}

		}

		/**
		 * How long an instance is left out.
		 *
		 * @param base Time of the first ejection.
		 * @param multiplier What the time of each further ejection is multiplied by.
		 * @param max Longest time.
		 * @param probes Calls, one at a time, that must succeed before the instance is
		 * back in rotation.
		 */
		record Time(@Nullable Duration base, @Nullable Double multiplier, @Nullable Duration max,
				@Nullable Integer probes) {

			EjectionSettings.Time applyTo(EjectionSettings.Time settings) {
				return new EjectionSettings.Time(orElse(this.base, settings.base()),
						orElse(this.multiplier, settings.multiplier()), orElse(this.max, settings.max()),
						orElse(this.probes, settings.probes()));
			}

		}

	}

}
