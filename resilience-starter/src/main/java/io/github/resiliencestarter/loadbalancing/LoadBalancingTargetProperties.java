package io.github.resiliencestarter.loadbalancing;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Settings of one target; {@code null} inherits the setting for all targets.
 *
 * @param enabled Whether instances are chosen by load and health.
 * @param algorithm Algorithm that chooses one of the available instances.
 * @param latencyDecay Time in which the weight of an observed latency decays to about a
 * third.
 * @param slowStart Time in which a new or returning instance reaches its full share of
 * calls.
 * @param zoneThreshold Share of the instances in the caller's zone that must be
 * available.
 * @param standby Instances that get calls only if there are too few others.
 * @param ejection Ejection of failing instances.
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
	 * @param service Service whose instances are all on standby.
	 * @param metadata Metadata that puts an instance on standby, in addition to that for
	 * all.
	 * @param tags Tags in Consul that put an instance on standby if any one of them
	 * matches.
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
	 * @param enabled Whether failing instances are ejected temporarily.
	 * @param consecutiveConnectErrors Consecutive connection failures that eject an
	 * instance.
	 * @param consecutiveErrors Consecutive errors that eject an instance.
	 * @param errors Error rate that ejects an instance.
	 * @param unresponsiveAfter Time without any response, while calls are in flight, that
	 * ejects an instance.
	 * @param time Duration of an ejection.
	 * @param maxEjected Share of the instances that may be ejected.
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
		 * Error rate that ejects an instance.
		 *
		 * @param share Share of failed calls in the window, from 0 to 1.
		 * @param minCalls Minimum number of calls in the window.
		 * @param window Length of the window.
		 */
		record Errors(@Nullable Double share, @Nullable Integer minCalls, @Nullable Duration window) {

			EjectionSettings.Errors applyTo(EjectionSettings.Errors settings) {
				return new EjectionSettings.Errors(orElse(this.share, settings.share()),
						orElse(this.minCalls, settings.minCalls()), orElse(this.window, settings.window()));
			}

		}

		/**
		 * Duration of an ejection.
		 *
		 * @param base Duration of the first ejection.
		 * @param multiplier Factor between the durations of consecutive ejections.
		 * @param max Maximum duration.
		 * @param probes Successful calls, one at a time, after which the instance returns
		 * to rotation.
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
