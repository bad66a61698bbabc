package io.github.resiliencestarter.endpoint;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Targets in a response.
 *
 * @param at when they were read
 * @param write whether the endpoint may make changes
 * @param deviations the number of changes of operators that are in force
 * @param total the number of targets
 * @param offset the number of targets before the first one
 * @param omitted the number of targets that are left out, before and after
 * @param targets the targets, by name
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record TargetsView(Instant at, Write write, int deviations, int total, int offset, int omitted,
		List<TargetView> targets) {

	/**
	 * Whether the endpoint may make changes.
	 *
	 * @param enabled whether it may
	 * @param hint how to enable changes; {@code null} if they are enabled
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Write(boolean enabled, @Nullable String hint) {

		static Write of(boolean enabled) {
			return new Write(enabled, enabled ? null : ChangeRules.howToEnable());
		}

	}

}
