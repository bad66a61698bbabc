package io.github.resiliencestarter.targets;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Change of one effective setting of one target.
 *
 * @param target the target, or the name of an instance of Resilience4j
 * @param key the key of the setting, such as
 * {@code resilience.client.targets.inventory.timeout}
 * @param before the value before, or {@code null} if it was not set
 * @param after the value after, or {@code null} if it is no longer set
 */
public record SettingChange(String target, String key, @Nullable Object before, @Nullable Object after) {

	/**
	 * Compares the settings of a target.
	 * @param target the target
	 * @param prefix the key that its settings are below
	 * @param before the values before, by the key below the prefix
	 * @param after the values after
	 * @return the settings whose values differ, in order
	 */
	public static List<SettingChange> between(String target, String prefix, Map<String, ?> before,
			Map<String, ?> after) {
		Set<String> names = new LinkedHashSet<>(before.keySet());
		names.addAll(after.keySet());
		List<SettingChange> changes = new ArrayList<>();
		for (String name : names) {
			Object earlier = before.get(name);
			Object later = after.get(name);
			if (!Objects.equals(earlier, later)) {
				changes.add(new SettingChange(target, prefix + "." + name, earlier, later));
			}
		}
		return changes;
	}

	/**
	 * Describes changes in one line.
	 * @param prefix the key that all of them are below
	 * @param changes the changes
	 * @return the text, for example {@code timeout PT2S -> PT1S, adaptive-limit true ->
	 * false}
	 */
	public static String describe(String prefix, List<SettingChange> changes) {
		return changes.stream()
			.map((change) -> change.key().substring(prefix.length() + 1) + " " + readable(change.before()) + " -> "
					+ readable(change.after()))
			.collect(Collectors.joining(", "));
	}

	private static Object readable(@Nullable Object value) {
		return (value != null) ? value : "(not set)";
	}

}
