package io.github.resiliencestarter.control;

import java.util.List;
import java.util.Map;

import io.github.resiliencestarter.control.Evaluation.Claimed;
import io.github.resiliencestarter.control.DryRunView.ChangeView;
import org.jspecify.annotations.Nullable;

/**
 * Properties that overrides set, on top of all others.
 */
interface SettingsLayer {

	/**
	 * Replaces all of them, or none.
	 * @param settings the settings by key; empty to restore what was before
	 * @return why they are rejected, or {@code null} if they are in effect
	 */
	@Nullable String apply(Map<String, Claimed> settings);

	/**
	 * Removes some of them, even if the rest of the environment is invalid.
	 * @param remaining the settings that remain
	 */
	void reduce(Map<String, Claimed> remaining);

	/**
	 * Returns a number that changes with the rest of the environment.
	 */
	int revision();

	/**
	 * Says what would change, and changes nothing.
	 * @param settings all settings by key
	 * @return the effective settings that would change, or what is wrong
	 */
	Preview preview(Map<String, Claimed> settings);

	/**
	 * Returns the value that is set now, by an override or otherwise.
	 * @param key the key
	 * @return the value in its usual form, or {@code null} if nothing sets it
	 */
	@Nullable String current(String key);

	/**
	 * Preview of changes.
	 *
	 * @param problem why they would be rejected, or {@code null} if they would not
	 * @param changes the effective settings that would change
	 */
	record Preview(@Nullable String problem, List<ChangeView> changes) {

		public Preview {
			changes = List.copyOf(changes);
		}

	}

}
