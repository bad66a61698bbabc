package io.github.resiliencestarter.reconfiguration;

import java.util.List;

import io.github.resiliencestarter.targets.SettingChange;
import org.jspecify.annotations.Nullable;

/**
 * Result of a reconfiguration, or of its validation.
 */
public sealed interface ReconfigurationResult {

	/**
	 * All changes are in effect from the next call on.
	 *
	 * @param changes one sentence for each changed instance or target; empty if there are
	 * none
	 */
	record Applied(List<String> changes) implements ReconfigurationResult {

		public Applied {
			changes = List.copyOf(changes);
		}

	}

	/**
	 * All values are valid, and nothing has changed.
	 *
	 * @param changes the effective settings that would change
	 */
	record Valid(List<SettingChange> changes) implements ReconfigurationResult {

		public Valid {
			changes = List.copyOf(changes);
		}

	}

	/**
	 * A value is invalid, and nothing has changed.
	 *
	 * @param key the invalid key, or the prefix of keys that contradict each other
	 * @param value its value, or {@code null} if no single value is invalid
	 * @param reason why it is invalid
	 */
	record Rejected(String key, @Nullable String value, String reason) implements ReconfigurationResult {

	}

}
