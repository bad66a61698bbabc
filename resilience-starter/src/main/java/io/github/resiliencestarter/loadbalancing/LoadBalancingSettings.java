package io.github.resiliencestarter.loadbalancing;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Effective settings for choosing among the instances of one target.
 *
 * @param enabled whether instances are chosen by load and health
 * @param algorithm the algorithm that chooses one of the available instances
 * @param latencyDecay the time in which an observed latency fades to about a third
 * @param slowStart the time in which a new instance gets more and more calls
 * @param zoneThreshold the share of the instances in the caller's zone that must be
 * available
 * @param standby the instances that get calls only if there are too few others
 * @param ejection the rules for ejecting instances
 */
record LoadBalancingSettings(boolean enabled, Algorithm algorithm, Duration latencyDecay, Duration slowStart,
		double zoneThreshold, StandbySettings standby, EjectionSettings ejection) {

	/**
	 * Check the values.
	 * @param prefix the key that they are below
	 * @return these settings
	 */
	LoadBalancingSettings check(String prefix) {
		Check.positive(prefix + ".latency-decay", this.latencyDecay);
		Check.notNegative(prefix + ".slow-start", this.slowStart);
		Check.share(prefix + ".zone-threshold", this.zoneThreshold);
		this.standby.check(prefix + ".standby");
		this.ejection.check(prefix + ".ejection");
		return this;
	}

	/**
	 * Return these settings with those of others that can change while the application is
	 * running. The rest is state of the load balancer, such as windows.
	 * @param others the other settings
	 * @return the settings
	 */
	LoadBalancingSettings withChangeable(LoadBalancingSettings others) {
		return new LoadBalancingSettings(this.enabled, others.algorithm, this.latencyDecay, others.slowStart,
				this.zoneThreshold, this.standby, others.ejection.withWindow(this.ejection.window()));
	}

	/**
	 * Return the values that can change while the application is running, by key.
	 * @return the values in order
	 */
	Map<String, Object> changeable() {
		Map<String, Object> values = new LinkedHashMap<>();
		values.put("algorithm", this.algorithm);
		values.put("slow-start", this.slowStart);
		this.ejection.changeable().forEach((key, value) -> values.put("ejection." + key, value));
		return values;
	}

}
