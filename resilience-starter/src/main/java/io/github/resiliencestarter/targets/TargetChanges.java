package io.github.resiliencestarter.targets;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Change of the settings of a feature's targets. Used by one thread.
 */
public final class TargetChanges implements PreparedChange {

	private final String prefix;

	private final Runnable accept;

	private final Map<String, List<SettingChange>> changes = new LinkedHashMap<>();

	/**
	 * Creates a change that affects no target so far.
	 * @param prefix the key of the feature
	 * @param accept puts the settings into effect
	 */
	public TargetChanges(String prefix, Runnable accept) {
		this.prefix = prefix;
		this.accept = accept;
	}

	/**
	 * Compares the settings of one target.
	 * @param target the target
	 * @param before the values in effect, by the key below that of the target
	 * @param after the values after the change
	 */
	public void compare(String target, Map<String, ?> before, Map<String, ?> after) {
		List<SettingChange> differences = SettingChange.between(target, key(target), before, after);
		if (!differences.isEmpty()) {
			this.changes.put(target, differences);
		}
	}

	/**
	 * Compares the settings of configured targets that have not been called so far.
	 * @param known the targets that have been called
	 * @param configured the names of the configured targets, before and after
	 * @param before returns the values in effect
	 * @param after returns the values after the change
	 */
	public void compareOthers(Collection<String> known, Collection<String> configured, Values before, Values after) {
		List<String> compared = new ArrayList<>(known);
		for (String name : configured) {
			if (compared.stream().noneMatch((other) -> TargetSettings.isSame(name, other))) {
				compared.add(name);
				compare(name, before.of(name), after.of(name));
			}
		}
	}

	@Override
	public List<SettingChange> changes() {
		return this.changes.values().stream().flatMap(List::stream).toList();
	}

	@Override
	public List<String> apply() {
		this.accept.run();
		return this.changes.entrySet()
			.stream()
			.map((change) -> key(change.getKey()) + ": "
					+ SettingChange.describe(key(change.getKey()), change.getValue()))
			.toList();
	}

	private String key(String target) {
		return TargetSettings.key(this.prefix, target);
	}

	/**
	 * Values of the settings of a target.
	 */
	@FunctionalInterface
	public interface Values {

		/**
		 * Returns the values of a target.
		 * @param target the target
		 * @return the values by the key below that of the target
		 */
		Map<String, ?> of(String target);

	}

}
