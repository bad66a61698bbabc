package io.github.resiliencestarter.console;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Override as a user writes it on the page.
 *
 * @param id its ID
 * @param application the selected applications
 * @param target the selected targets
 * @param tags the tags of selected instances
 * @param state the state that circuit breakers are held in
 * @param settings the settings that change, instead of a state
 * @param reason why
 * @param timing how long, and on how many instances
 */
record OverrideForm(@Nullable String id, @Nullable String application, @Nullable String target,
		@Nullable List<@Nullable String> tags, @Nullable String state, @Nullable Map<String, @Nullable Object> settings,
		@Nullable String reason, @Nullable Timing timing) {

	/**
	 * How long, and on how many instances.
	 *
	 * @param lifetime how long it lasts, such as 30m
	 * @param share the percentage of instances
	 * @param index the index of the document that is changed; {@code null} to create one
	 */
	record Timing(@Nullable String lifetime, @Nullable Integer share, @Nullable String index) {

	}

}
