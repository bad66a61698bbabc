package io.github.resiliencestarter.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.resiliencestarter.guard.GuardTargets.Candidate;
import io.github.resiliencestarter.targets.LiveSettings;
import io.github.resiliencestarter.targets.PreparedChange;
import io.github.resiliencestarter.targets.TargetChanges;

import org.springframework.core.env.Environment;

/**
 * {@link LiveSettings} of the guards: a changed setting takes effect at the next call of
 * exactly those targets whose effective settings differ.
 */
record LiveGuards(GuardTargets targets, Guards guards) implements LiveSettings {

	@Override
	public PreparedChange prepare(Environment environment) {
		Candidate candidate = this.targets.read(environment);
		TargetChanges changes = new TargetChanges(ClientProperties.PREFIX, () -> {
			candidate.accept();
			this.guards.refresh();
		});
		Map<String, GuardSettings> current = this.guards.settingsByTarget();
		current.forEach(
				(target, settings) -> changes.compare(target, settings.values(), candidate.apply(target).values()));
		List<String> configured = new ArrayList<>(this.targets.names());
		configured.addAll(candidate.names());
		changes.compareOthers(current.keySet(), configured, (name) -> this.targets.apply(name).values(),
				(name) -> candidate.apply(name).values());
		return changes;
	}

}
