package io.github.resiliencestarter.endpoint;

import java.util.List;
import java.util.Objects;

import io.github.resiliencestarter.control.Overrides;
import io.github.resiliencestarter.control.UserInfo;
import io.github.resiliencestarter.endpoint.SettingView.Kind;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.Sanitizer;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;

/**
 * Finder of the origin of values in effect. The value is what the code uses, not what a
 * property says now; a property is its origin only if it has the same value.
 */
final class SettingOrigins {

	private static final String OUR_DEFAULTS = "resilience-defaults.properties";

	private final Environment environment;

	private final Sanitizer sanitizer;

	private final @Nullable Overrides overrides;

	/**
	 * Creates a finder.
	 * @param environment the environment
	 * @param sanitizer the sanitizer of values
	 * @param overrides the overrides of the fleet, {@code null} if there are none
	 */
	SettingOrigins(Environment environment, Sanitizer sanitizer, @Nullable Overrides overrides) {
		this.environment = environment;
		this.sanitizer = sanitizer;
		this.overrides = overrides;
	}

	/**
	 * Returns a value with its origin.
	 * @param setting the setting
	 * @param show whether to show the value
	 * @return the value and its origin
	 */
	SettingView view(Setting setting, boolean show) {
		boolean overridden = false;
		for (String key : setting.keys()) {
			ConfigurationPropertyName name = ConfigurationPropertyName.ofIfValid(key);
			ConfigurationProperty property = (name != null) ? find(name) : null;
			if (name != null && property != null) {
				if (setting.value().equals(bound(name, setting.value().getClass()))) {
					return ofProperty(setting, property, show);
				}
				overridden |= !isOurDefault(property.getOrigin());
			}
		}
		boolean isDefault = !overridden && setting.value().equals(setting.defaultValue());
		return new SettingView(sanitized(null, setting.keys().get(0), setting.value(), show),
				SettingView.Origin.of(isDefault ? Kind.DEFAULT : setting.otherwise()));
	}

	/**
	 * Returns the value of a property.
	 * @param key the key
	 * @return the value, or {@code null} if it is not set
	 */
	@Nullable String find(String key) {
		ConfigurationPropertyName name = ConfigurationPropertyName.ofIfValid(key);
		return (name != null && find(name) != null) ? (String) bound(name, String.class) : null;
	}

	private @Nullable ConfigurationProperty find(ConfigurationPropertyName name) {
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			ConfigurationProperty property = source.getConfigurationProperty(name);
			if (property != null) {
				return property;
			}
		}
		return null;
	}

	private @Nullable Object bound(ConfigurationPropertyName name, Class<?> type) {
		try {
			return Binder.get(this.environment).bind(name, Bindable.of(type)).orElse(null);
		}
		catch (BindException ex) {
			return null;
		}
	}

	private SettingView ofProperty(Setting setting, ConfigurationProperty property, boolean show) {
		Origin origin = property.getOrigin();
		if (!(origin instanceof PropertySourceOrigin written)) {
			return new SettingView(sanitized(null, property.getName().toString(), setting.value(), show),
					new SettingView.Origin(Kind.PROPERTY, property.getName().toString(), null, null, null));
		}
		PropertySource<?> source = written.getPropertySource();
		String override = setterOf(source.getName(), property.getName().toString());
		if (override != null) {
			return new SettingView(sanitized(source, written.getPropertyName(), setting.value(), show),
					new SettingView.Origin(Kind.OVERRIDE, written.getPropertyName(), null, null, override));
		}
		String location = (written.getOrigin() != null) ? written.getOrigin().toString() : null;
		return new SettingView(sanitized(source, written.getPropertyName(), setting.value(), show),
				new SettingView.Origin(isOurDefault(origin) ? Kind.DEFAULT : Kind.PROPERTY, written.getPropertyName(),
						UserInfo.removeFrom(source.getName()), UserInfo.removeFromNullable(location), null));
	}

	private @Nullable String setterOf(String source, String key) {
		return (this.overrides != null) ? this.overrides.setterOf(source, key).orElse(null) : null;
	}

	/**
	 * Returns the overrides of the fleet that are in force for a target.
	 * @param name the name of the target
	 * @return their IDs
	 */
	List<String> overridesOf(String name) {
		return (this.overrides != null) ? this.overrides.ofTarget(name) : List.of();
	}

	private @Nullable Object sanitized(@Nullable PropertySource<?> source, String key, Object value, boolean show) {
		return this.sanitizer.sanitize(new SanitizableData(source, key, value), show);
	}

	private static boolean isOurDefault(@Nullable Origin origin) {
		return Objects.toString(origin).contains(OUR_DEFAULTS);
	}

	/**
	 * Value in effect.
	 *
	 * @param name its name in the response
	 * @param value the value
	 * @param defaultValue the value if no property sets it
	 * @param keys the keys of the properties that may set it, the nearest first
	 * @param otherwise the kind of origin if the value is from none of them
	 */
	record Setting(String name, Object value, Object defaultValue, List<String> keys, Kind otherwise) {

	}

}
