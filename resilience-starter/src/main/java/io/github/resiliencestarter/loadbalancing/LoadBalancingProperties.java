package io.github.resiliencestarter.loadbalancing;

import java.time.Duration;
import java.util.Map;

import io.github.resiliencestarter.targets.TargetSettings;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Choice of the instance that a call goes to.
 * <p>
 * Each of these can be set for one target under
 * {@code resilience.loadbalancing.targets.<name>}.
 *
 * @param enabled Whether instances are chosen by load and health instead of Spring
 * Cloud's round robin.
 * @param algorithm Algorithm that chooses one of the available instances.
 * @param latencyDecay Time in which the weight of an observed latency decays to about a
 * third.
 * @param slowStart Time in which a new or returning instance reaches its full share of
 * calls; 0 gives it its full share immediately.
 * @param zoneThreshold Share of the instances in the caller's zone that must be available
 * for all calls to stay in the zone; below it, calls spill over proportionally. The zone
 * is spring.cloud.loadbalancer.zone.
 * @param standby Instances that get calls only if there are too few others.
 * @param ejection Ejection of failing instances.
 * @param targets Settings of single targets, by name; everything that is not set for a
 * target is inherited from the settings for all.
 */
@ConfigurationProperties(LoadBalancingProperties.PREFIX)
public record LoadBalancingProperties(@DefaultValue("true") boolean enabled,
		@DefaultValue("least-loaded") Algorithm algorithm, @DefaultValue("1s") Duration latencyDecay,
		@DefaultValue("10s") Duration slowStart, @DefaultValue("0.7") double zoneThreshold,
		@NestedConfigurationProperty @DefaultValue StandbySettings standby,
		@NestedConfigurationProperty @DefaultValue EjectionSettings ejection,
		@DefaultValue Map<String, LoadBalancingTargetProperties> targets) {

	static final String PREFIX = "resilience.loadbalancing";

	public LoadBalancingProperties {
		targets = Map.copyOf(targets);
		// Fails at startup instead of on the first call
		LoadBalancingSettings forAll = new LoadBalancingSettings(enabled, algorithm, latencyDecay, slowStart,
				zoneThreshold, standby, ejection)
			.check(PREFIX);
		targets.forEach((name, target) -> target.applyTo(forAll).check(TargetSettings.key(PREFIX, name)));
	}

	LoadBalancingSettings settings() {
		return new LoadBalancingSettings(this.enabled, this.algorithm, this.latencyDecay, this.slowStart,
				this.zoneThreshold, this.standby, this.ejection);
	}

}
