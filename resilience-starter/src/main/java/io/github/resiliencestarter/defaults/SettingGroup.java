package io.github.resiliencestarter.defaults;

import java.util.List;
import java.util.function.Function;

/**
 * Settings that only make sense together.
 *
 * @param settings the settings
 * @param readTogether whether Resilience4j reads those of a level only if the leading one
 * is set at the same level
 * @param contradiction finds the settings whose defaults contradict what the user has set
 * at a level
 * @param <P> the type of the properties
 */
record SettingGroup<P>(List<Setting<P, ?>> settings, boolean readTogether,
		Function<Level<P>, List<Setting<P, ?>>> contradiction) {

	List<Setting<P, ?>> contradicted(Level<P> level) {
		return this.contradiction.apply(level);
	}

}
