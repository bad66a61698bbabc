package io.github.resiliencestarter.endpoint;

import java.util.List;
import java.util.Optional;

import io.github.resiliencestarter.loadbalancing.EjectionReason;
import io.github.resiliencestarter.loadbalancing.InstanceStatus;
import io.github.resiliencestarter.loadbalancing.Target;

/**
 * Changes of instances. When an ejection by an operator ends, the instance returns to
 * rotation with a slow start; if it was ejected before, probes decide.
 */
final class InstanceHold {

	private static final String EJECTED = "EJECTED";

	private final KnownTargets known;

	InstanceHold(KnownTargets known) {
		this.known = known;
	}

	/**
	 * Returns the state of an instance.
	 * @param target the name of its target
	 * @param address its host and port
	 * @return the state, empty if the load balancer does not know the instance
	 */
	Optional<String> state(String target, String address) {
		return find(target, address).map((instance) -> (instance.ejection() != null) ? EJECTED
				: (instance.state() != null) ? instance.state().name() : "DRAINED");
	}

	/**
	 * Makes a change.
	 * @param target the name of the target
	 * @param address the host and port of the instance
	 * @param change the change
	 */
	void apply(String target, String address, Change change) {
		Target found = this.known.target(target).orElseThrow();
		if (change.action() == Action.EJECT) {
			checkOthers(found, address);
			found.eject(address, change.expiry());
		}
		else {
			found.readmit(address);
		}
	}

	// The load balancer uses ejected instances if there are no others
	private static void checkOthers(Target target, String address) {
		if (target.instances()
			.stream()
			.noneMatch(
					(other) -> other.ejection() == null && other.state() != null && !other.address().equals(address))) {
			throw new ProblemException(409, "No other instance",
					"The target has no other instance to call. Force its circuit breaker open instead.");
		}
	}

	/**
	 * Ends an ejection, unless the instance has been readmitted or replaced since.
	 * @param target the name of the target
	 * @param address the host and port of the instance
	 * @param before the state before the ejection
	 */
	void end(String target, String address, String before) {
		if (before.equals(EJECTED)) {
			return;
		}
		find(target, address)
			.filter((instance) -> instance.ejection() != null && instance.ejection().reason() == EjectionReason.MANUAL)
			.flatMap((instance) -> this.known.target(target))
			.ifPresent((found) -> found.readmit(address));
	}

	private Optional<InstanceStatus> find(String target, String address) {
		List<InstanceStatus> all = this.known.target(target).map(Target::instances).orElse(List.of());
		return all.stream().filter((instance) -> instance.address().equals(address)).findFirst();
	}

}
