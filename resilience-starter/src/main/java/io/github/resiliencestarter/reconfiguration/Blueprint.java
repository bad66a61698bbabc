package io.github.resiliencestarter.reconfiguration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * Settings and configuration from which an instance is created.
 *
 * @param settings the settings by the last element of their key, including inherited ones
 * @param configuration the resulting configuration of Resilience4j
 * @param <C> configuration
 */
record Blueprint<C>(Map<String, Object> settings, C configuration) {

	/**
	 * Return the differences between this and another blueprint.
	 * @param other the other blueprint
	 * @return the settings that differ, with both values
	 */
	List<Difference> differencesTo(Blueprint<?> other) {
		List<Difference> differences = new ArrayList<>();
		TreeSet<String> keys = new TreeSet<>(this.settings.keySet());
		keys.addAll(other.settings.keySet());
		for (String key : keys) {
			Object before = this.settings.get(key);
			Object after = other.settings.get(key);
			if (!Objects.equals(before, after)) {
				differences.add(new Difference(key, before, after));
			}
		}
		return differences;
	}

}
