package io.github.resiliencestarter.console;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Document of an override, as far as this console can read it.
 *
 * @param application the selected applications
 * @param target the selected targets; {@code null} if settings change
 * @param tags the tags that selected instances have
 * @param state the state that circuit breakers are held in; {@code null} if settings
 * change
 * @param settings the settings that change
 * @param by who has created it, and why
 * @param expiry when it ends
 * @param share the percentage of instances
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record OverrideDocument(String application, @Nullable String target, List<String> tags, @Nullable String state,
		Map<String, Object> settings, Origin by, @Nullable Instant expiry, int share) {

	/**
	 * Origin of an override.
	 *
	 * @param owner who has created it
	 * @param reason why
	 */
	record Origin(String owner, String reason) {

	}

}
