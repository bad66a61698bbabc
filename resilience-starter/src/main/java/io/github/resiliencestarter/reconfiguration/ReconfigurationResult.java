package io.github.resiliencestarter.reconfiguration;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What has become of a reconfiguration: all of it is in effect, or nothing.
 */
public sealed interface ReconfigurationResult {

	/**
	 * The next call sees it.
	 *
	 * @param changes one sentence for each instance that has changed; empty if none has
	 */
	record Applied(List<String> changes) implements ReconfigurationResult {

		public Applied {
			changes = List.copyOf(changes);
		}

	}

	/**
	 * Everything is as it was.
	 *
	 * @param key key that is wrong, or the prefix of the keys that do not fit together
	 * @param value its value, or {@code null} if no single value is wrong
	 * @param reason what is wrong with it
	 */
	record Rejected(String key, @Nullable String value, String reason) implements ReconfigurationResult {

	}

}
