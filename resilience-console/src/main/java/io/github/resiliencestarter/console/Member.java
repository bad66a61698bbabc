package io.github.resiliencestarter.console;

import java.net.URI;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Instance of the fleet, as registered.
 *
 * @param key its identity in this console
 * @param application its application
 * @param instance its instance ID
 * @param actuator the base URL of its actuator; {@code null} if its registration is not
 * usable
 * @param problem why its registration is not usable; {@code null} if it is
 * @param tags its tags, and its metadata as {@code key=value}
 */
record Member(String key, String application, String instance, @Nullable URI actuator, @Nullable String problem,
		Set<String> tags) {

	Member {
		tags = Set.copyOf(tags);
	}

	/**
	 * Whether an override selects this instance, apart from its share.
	 */
	boolean isSelectedBy(String applicationGlob, List<String> tagGlobs) {
		return Glob.matches(applicationGlob, this.application)
				&& tagGlobs.stream().allMatch((glob) -> this.tags.stream().anyMatch((tag) -> Glob.matches(glob, tag)));
	}

	URI resource(String path) {
		if (this.actuator == null) {
			throw new IllegalStateException(this.key + " has no usable address");
		}
		return URI.create(this.actuator + path);
	}

}
