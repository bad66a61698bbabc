package io.github.resiliencestarter.reconfiguration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * What an instance is made after.
 *
 * @param settings what has been set, by the last element of its key, with what is
 * inherited
 * @param configuration the configuration of Resilience4j that this makes
 * @param <C> configuration
 */
record Blueprint<C>(Map<String, Object> settings, C configuration) {

	/**
	 * Return how another blueprint differs from this one.
	 * @param other the other blueprint
	 * @return the settings that differ, with both values, to be read by a person
	 */
	List<String> differencesTo(Blueprint<?> other) {
		List<String> differences = new ArrayList<>();
		TreeSet<String> keys = new TreeSet<>(this.settings.keySet());
		keys.addAll(other.settings.keySet());
		for (String key : keys) {
			Object before = this.settings.get(key);
			Object after = other.settings.get(key);
			if (!Objects.equals(before, after)) {
				differences.add(key + " " + readable(before) + " -> " + readable(after));
			}
		}
		return differences;
	}

	private static Object readable(@Nullable Object value) {
		return (value != null) ? value : "(not set)";
	}

}
