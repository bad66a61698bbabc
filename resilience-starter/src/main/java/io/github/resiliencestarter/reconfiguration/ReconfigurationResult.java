package io.github.resiliencestarter.reconfiguration;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Result of a reconfiguration: either all changes are in effect, or none.
 */
public sealed interface ReconfigurationResult {

	/**
	 * All changes are in effect from the next call on.
	 *
	 * @param changes one sentence for each changed instance; empty if there are none
	 */
	record Applied(List<String> changes) implements ReconfigurationResult {

		public Applied {
			changes = List.copyOf(changes);
		}

	}

	/**
	 * Nothing has changed.
	 *
	 * @param key the invalid key, or the prefix of keys that contradict each other
	 * @param value its value, or {@code null} if no single value is invalid
	 * @param reason why it is invalid
	 */
	record Rejected(String key, @Nullable String value, String reason) implements ReconfigurationResult {

	}

}
