package io.github.resiliencestarter.loadbalancing;

import java.util.ArrayList;
import java.util.List;

import io.github.resiliencestarter.loadbalancing.ChoiceSettings.Candidate;
import io.github.resiliencestarter.targets.LiveSettings;
import io.github.resiliencestarter.targets.PreparedChange;
import io.github.resiliencestarter.targets.TargetChanges;

import org.springframework.core.env.Environment;

/**
 * {@link LiveSettings} of the choice of instances and their ejection: a changed setting
 * takes effect at the next call, and instances keep their state.
 */
record LiveChoice(ChoiceSettings settings, Targets targets) implements LiveSettings {

	@Override
	public PreparedChange prepare(Environment environment) {
		Candidate candidate = this.settings.read(environment);
		TargetChanges changes = new TargetChanges(LoadBalancingProperties.PREFIX, () -> {
			candidate.accept();
			this.targets.refresh();
		});
		List<String> known = new ArrayList<>();
		for (Target target : this.targets.all()) {
			known.add(target.name());
			changes.compare(target.name(), target.settings().changeable(), candidate.apply(target.name()).changeable());
		}
		List<String> configured = new ArrayList<>(this.settings.names());
		configured.addAll(candidate.names());
		changes.compareOthers(known, configured, (name) -> this.settings.apply(name).changeable(),
				(name) -> candidate.apply(name).changeable());
		return changes;
	}

}
