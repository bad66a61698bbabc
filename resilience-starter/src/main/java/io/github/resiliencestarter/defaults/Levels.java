package io.github.resiliencestarter.defaults;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

import org.springframework.util.StringUtils;

import org.jspecify.annotations.Nullable;

/**
 * All levels of Resilience4j's properties of one kind of engine.
 *
 * @param <P> the type of the properties
 */
final class Levels<P> {

	private static final String DEFAULT = "default";

	private final Map<String, P> configs;

	private final Function<P, @Nullable String> base;

	private final boolean namesInherit;

	private final List<SettingGroup<P>> groups;

	private final Map<String, Map<Setting<P, ?>, Object>> customized;

	private final Map<String, Level<P>> ofConfigs = new HashMap<>();

	/**
	 * Create the levels.
	 * @param configs the named configurations
	 * @param base reads the name of the configuration that an instance is based on
	 * @param namesInherit whether an instance inherits the configuration of its own name,
	 * and a named configuration does not inherit {@code default}, as is the case for
	 * circuit breakers
	 * @param groups the groups of settings that may contradict each other
	 * @param customized the settings made by the user's code, by the name of an instance
	 * or a configuration
	 */
	Levels(Map<String, P> configs, Function<P, @Nullable String> base, boolean namesInherit,
			List<SettingGroup<P>> groups, Map<String, Map<Setting<P, ?>, Object>> customized) {
		this.configs = configs;
		this.base = base;
		this.namesInherit = namesInherit;
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
		P defaults = this.configs.get(DEFAULT);
		if (defaults != null) {
			this.ofConfigs.put(DEFAULT, resolved(level(DEFAULT, defaults, null, ours(defaults, isDefault))));
			this.configs.keySet().forEach(this::ofConfig);
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
		P own = this.configs.get(name);
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
		String base = this.base.apply(own);
		if (StringUtils.hasLength(base)) {
			return ofConfig(base);
		}
		return (this.namesInherit && this.configs.containsKey(name)) ? null : this.ofConfigs.get(DEFAULT);
	}

}
