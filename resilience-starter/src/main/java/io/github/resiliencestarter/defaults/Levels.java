package io.github.resiliencestarter.defaults;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import io.github.resiliencestarter.engines.BaseConfigurations;
import org.jspecify.annotations.Nullable;

/**
 * All levels of Resilience4j's properties of one kind of engine.
 *
 * @param <P> the type of the properties
 */
final class Levels<P> {

	private final BaseConfigurations<P> bases;

	private final List<SettingGroup<P>> groups;

	private final Map<String, Map<Setting<P, ?>, Object>> customized;

	private final Map<String, Level<P>> ofConfigs = new HashMap<>();

	/**
	 * Create the levels.
	 * @param bases the inheritance among them
	 * @param groups the groups of settings that may contradict each other
	 * @param customized the settings made by the user's code, by the name of an instance
	 * or a configuration
	 */
	Levels(BaseConfigurations<P> bases, List<SettingGroup<P>> groups,
			Map<String, Map<Setting<P, ?>, Object>> customized) {
		this.bases = bases;
		this.groups = groups;
		this.customized = customized;
	}

	/**
	 * Reset the production defaults wherever the user has contradicted them.
	 * @param instances the instances
	 * @param isDefault tests whether the value of a key of the default configuration,
	 * given by its last element, is a production default
	 */
	void apply(Map<String, P> instances, Predicate<String> isDefault) {
		P defaults = this.bases.configs().get(BaseConfigurations.DEFAULT);
		if (defaults != null) {
			this.ofConfigs.put(BaseConfigurations.DEFAULT,
					resolved(level(BaseConfigurations.DEFAULT, defaults, null, ours(defaults, isDefault))));
			this.bases.configs().keySet().forEach(this::ofConfig);
			instances.forEach((name, own) -> resolved(level(name, own, above(name, own), List.of())));
		}
	}

	private Collection<Setting<P, ?>> ours(P defaults, Predicate<String> isDefault) {
		return this.groups.stream()
			.flatMap((group) -> group.settings().stream())
			.filter((setting) -> setting.isSet(defaults) && isDefault.test(setting.key()))
			.toList();
	}

	private Level<P> level(String name, P own, @Nullable Level<P> above, Collection<Setting<P, ?>> ours) {
		return new Level<>(own, above, ours, this.customized.getOrDefault(name, Map.of()));
	}

	private Level<P> resolved(Level<P> level) {
		this.groups.forEach(level::apply);
		return level;
	}

	private @Nullable Level<P> ofConfig(String name) {
		Level<P> known = this.ofConfigs.get(name);
		P own = this.bases.configs().get(name);
		if (known != null || own == null) {
			return known;
		}
		// Added before its base is resolved, because base configurations may form a
		// cycle
		this.ofConfigs.put(name, level(name, own, null, List.of()));
		Level<P> level = resolved(level(name, own, above(name, own), List.of()));
		this.ofConfigs.put(name, level);
		return level;
	}

	private @Nullable Level<P> above(String name, P own) {
		String base = this.bases.nameOfBase(name, own);
		return (base != null) ? ofConfig(base) : null;
	}

}
