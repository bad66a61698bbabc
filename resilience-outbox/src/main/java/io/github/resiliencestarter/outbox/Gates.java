package io.github.resiliencestarter.outbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Gates of this node to all targets.
 */
class Gates {

	private final Map<String, Gate> gates = new ConcurrentHashMap<>();

	private final Function<String, Gate> factory;

	Gates(Function<String, Gate> factory) {
		this.factory = factory;
	}

	Gate of(String target) {
		Gate known = this.gates.get(target);
		return (known != null) ? known : this.gates.computeIfAbsent(target, this.factory);
	}

	/**
	 * Returns the lanes that must not be worked on now.
	 */
	List<String> shutLanes() {
		List<String> lanes = new ArrayList<>();
		for (String target : shutTargets()) {
			for (int i = 0; i < StoredMessage.LANES; i++) {
				lanes.add(StoredMessage.lane(target, i));
			}
		}
		return lanes;
	}

	/**
	 * Returns the targets to which no message may be sent now.
	 */
	List<String> shutTargets() {
		List<String> targets = new ArrayList<>();
		this.gates.forEach((target, gate) -> {
			if (gate.permits() == 0) {
				targets.add(target);
			}
		});
		return targets;
	}

}
