package io.github.resiliencestarter.defaults;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Level of Resilience4j's properties: the default configuration, a named configuration or
 * an instance, with the level that it inherits from.
 *
 * @param <P> the type of the properties
 */
final class Level<P> {

	private final P properties;

	private final @Nullable Level<P> above;

	private final Set<Setting<P, ?>> ours;

	private final Map<Setting<P, ?>, Object> customized;

	/**
	 * Create a level.
	 * @param properties the values set by properties
	 * @param above the level that it inherits from, or {@code null} if there is none
	 * @param ours the settings at this level that are production defaults
	 * @param customized the settings made by the user's code
	 */
	Level(P properties, @Nullable Level<P> above, Collection<Setting<P, ?>> ours,
			Map<Setting<P, ?>, Object> customized) {
		this.properties = properties;
		this.above = above;
		this.ours = new HashSet<>(ours);
		this.customized = customized;
	}

	/**
	 * Return whether the user has set a setting at this level.
	 */
	boolean isUsers(Setting<P, ?> setting) {
		return this.customized.containsKey(setting) || (setting.isSet(this.properties) && !this.ours.contains(setting));
	}

	/**
	 * Return the value that the user has set, at this level or above.
	 * @return the value, or {@code null} if a production default is in effect or there is
	 * no value
	 */
	@Nullable Object users(Setting<P, ?> setting) {
		Object customized = this.customized.get(setting);
		if (customized != null) {
			return customized;
		}
		if (setting.isSet(this.properties)) {
			return this.ours.contains(setting) ? null : setting.value(this.properties);
		}
		return (this.above != null) ? this.above.users(setting) : null;
	}

	/**
	 * Reset the production defaults of a group that the user has contradicted at this
	 * level, and copy the remaining ones to the level where Resilience4j reads them.
	 */
	void apply(SettingGroup<P> group) {
		if (group.settings().stream().noneMatch(this::isUsers)) {
			return;
		}
		group.contradicted(this).stream().filter(this::isOurs).forEach(this::stepBack);
		if (group.readTogether()) {
			group.settings().stream().filter((setting) -> !this.customized.containsKey(setting)).forEach(this::inherit);
		}
	}

	private boolean isOurs(Setting<P, ?> setting) {
		if (this.customized.containsKey(setting)) {
			return false;
		}
		return setting.isSet(this.properties) ? this.ours.contains(setting)
				: this.above != null && this.above.isOurs(setting);
	}

	private void stepBack(Setting<P, ?> setting) {
		setting.reset(this.properties);
		this.ours.remove(setting);
	}

	private void inherit(Setting<P, ?> setting) {
		Level<P> source = this.above;
		while (source != null && !setting.isSet(source.properties)) {
			source = source.above;
		}
		if (source != null && source.ours.contains(setting) && !setting.isSet(this.properties)) {
			setting.copy(source.properties, this.properties);
			this.ours.add(setting);
		}
	}

}
