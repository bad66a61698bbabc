package io.github.resiliencestarter.fleet;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.resiliencestarter.fleet.OverriddenInstance.State;

/**
 * How far an override has arrived.
 *
 * @param instances the instances that pass their checks now and have the application that
 * it is for
 */
record OverrideProgress(List<OverriddenInstance> instances) {

	/**
	 * The instances that it is for.
	 */
	List<OverriddenInstance> selected() {
		return this.instances.stream().filter((instance) -> instance.state() != State.NOT_SELECTED).toList();
	}

	long applied() {
		return this.instances.stream().filter((instance) -> instance.state() == State.APPLIED).count();
	}

	boolean isComplete() {
		return !selected().isEmpty() && applied() == selected().size();
	}

	/**
	 * The progress in one line, and each instance without the override in another.
	 */
	String toText() {
		StringBuilder text = new StringBuilder("%d of %d applied".formatted(applied(), selected().size()));
		int others = this.instances.size() - selected().size();
		if (others > 0) {
			text.append(", %d not selected".formatted(others));
		}
		selected().stream()
			.filter((instance) -> instance.state() != State.APPLIED)
			.forEach((instance) -> text.append("\n  ").append(instance));
		return text.toString();
	}

	Map<String, Object> toJson() {
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("applied", applied());
		json.put("of", selected().size());
		json.put("instances", this.instances.stream().map(OverriddenInstance::toJson).toList());
		return json;
	}

}
