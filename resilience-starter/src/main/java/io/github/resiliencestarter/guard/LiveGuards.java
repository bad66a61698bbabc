package io.github.resiliencestarter.guard;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.resiliencestarter.guard.GuardTargets.Candidate;
import io.github.resiliencestarter.targets.LiveSettings;
import io.github.resiliencestarter.targets.PreparedChange;
import io.github.resiliencestarter.targets.SettingChange;
import io.github.resiliencestarter.targets.TargetSettings;

import org.springframework.core.env.Environment;

/**
 * {@link LiveSettings} of the guards: a changed setting takes effect at the next call of
 * exactly those targets whose effective settings differ.
 */
record LiveGuards(GuardTargets targets, Guards guards) implements LiveSettings {

	@Override
	public PreparedChange prepare(Environment environment) {
		Candidate candidate = this.targets.read(environment);
		Map<String, List<SettingChange>> changes = new LinkedHashMap<>();
		Map<String, GuardSettings> current = this.guards.settingsByTarget();
		current.forEach((target, before) -> compare(target, before, candidate, changes));
		List<String> others = new ArrayList<>(this.targets.names());
		others.addAll(candidate.names());
		others.stream()
			.distinct()
			.filter((name) -> current.keySet().stream().noneMatch((known) -> TargetSettings.isSame(known, name)))
			.forEach((name) -> compare(name, this.targets.apply(name), candidate, changes));
		return new Change(candidate, changes);
	}

	private static void compare(String target, GuardSettings before, Candidate candidate,
			Map<String, List<SettingChange>> changes) {
		List<SettingChange> differences = SettingChange.between(target, key(target), before.values(),
				candidate.apply(target).values());
		if (!differences.isEmpty()) {
			changes.put(target, differences);
		}
	}

	private static String key(String target) {
		return TargetSettings.key(ClientProperties.PREFIX, target);
	}

	/**
	 * Change of the settings of some targets.
	 */
	private final class Change implements PreparedChange {

		private final Candidate candidate;

		private final Map<String, List<SettingChange>> changes;

		Change(Candidate candidate, Map<String, List<SettingChange>> changes) {
			this.candidate = candidate;
			this.changes = changes;
		}

		@Override
		public List<SettingChange> changes() {
			return this.changes.values().stream().flatMap(List::stream).toList();
		}

		@Override
		public List<String> apply() {
			this.candidate.accept();
			LiveGuards.this.guards.refresh();
			return this.changes.entrySet()
				.stream()
				.map((change) -> key(change.getKey()) + ": "
						+ SettingChange.describe(key(change.getKey()), change.getValue()))
				.toList();
		}

	}

}
