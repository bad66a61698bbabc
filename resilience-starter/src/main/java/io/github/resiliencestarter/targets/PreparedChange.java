package io.github.resiliencestarter.targets;

import java.util.List;

/**
 * Change of settings that have been checked.
 */
public interface PreparedChange {

	/**
	 * Returns what the change would do now.
	 * @return the settings whose effective values differ
	 */
	List<SettingChange> changes();

	/**
	 * Applies the change.
	 * @return one line for each changed target, for the log
	 */
	List<String> apply();

}
