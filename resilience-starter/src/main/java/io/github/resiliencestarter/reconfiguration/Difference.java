package io.github.resiliencestarter.reconfiguration;

import org.jspecify.annotations.Nullable;

/**
 * Difference between two blueprints.
 *
 * @param setting the setting, by the last element of its key
 * @param before the value before, or {@code null} if it was not set
 * @param after the value after, or {@code null} if it is not set
 */
record Difference(String setting, @Nullable Object before, @Nullable Object after) {

	@Override
	public String toString() {
		return this.setting + " " + readable(this.before) + " -> " + readable(this.after);
	}

	private static Object readable(@Nullable Object value) {
		return (value != null) ? value : "(not set)";
	}

}
