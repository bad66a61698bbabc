package io.github.resiliencestarter.control;

import java.util.List;

/**
 * Overrides in a response.
 *
 * @param application the name of the application
 * @param instance the instance ID
 * @param enabled whether this instance obeys overrides
 * @param revision what is in force, as eight hex digits
 * @param source what is known of Consul
 * @param overrides the overrides, the youngest first
 * @param omitted the number of overrides that are left out
 */
record OverridesView(String application, String instance, boolean enabled, String revision, OverrideSource source,
		List<OverrideView> overrides, int omitted) {

}
