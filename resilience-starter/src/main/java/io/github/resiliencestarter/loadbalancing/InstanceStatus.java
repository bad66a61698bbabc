package io.github.resiliencestarter.loadbalancing;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.ServiceInstance;

/**
 * State of one instance of a target at a moment.
 *
 * @param service the instance
 * @param address its host and port
 * @param state the state, or {@code null} if the instance is drained by its weight
 * @param ejection its ejection, or {@code null} if it is not ejected
 */
public record InstanceStatus(ServiceInstance service, String address, @Nullable InstanceState state,
		@Nullable Ejection ejection) {

	/**
	 * Ejection of the instance.
	 *
	 * @param reason the reason
	 * @param age the time since the ejection
	 * @param left the time until probes may begin, negative if they may already
	 */
	public record Ejection(EjectionReason reason, Duration age, Duration left) {

	}

}
