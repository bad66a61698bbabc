package io.github.resiliencestarter.control;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Choice of instances, and of the circuit breakers in them.
 *
 * @param application pattern of application names
 * @param target pattern of circuit breaker names; {@code null} if the keys of the
 * settings say what to change
 * @param tags patterns, each of which must match a tag of the instance
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record OverrideSelector(@Nullable String application, @Nullable String target, List<String> tags) {

	/**
	 * Returns why an instance is not selected.
	 * @param instance the instance
	 * @return the reason, or {@code null} if it is selected
	 */
	@Nullable String mismatch(OwnInstance instance) {
		if (this.application == null || !new Glob(this.application).matches(instance.application())) {
			return "selector.application does not match '" + instance.application() + "'";
		}
		for (String tag : this.tags) {
			Glob glob = new Glob(tag);
			if (instance.tags().stream().noneMatch(glob::matches)) {
				return "selector.tags '%s' matches no tag of this instance".formatted(tag);
			}
		}
		return null;
	}

	boolean matchesTarget(String name) {
		return this.target != null && new Glob(this.target).matches(name);
	}

}
