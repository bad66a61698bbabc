package io.github.resiliencestarter.defaults;

import java.beans.PropertyDescriptor;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import io.github.resiliencestarter.engines.BaseConfigurations;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanWrapper;
import org.springframework.beans.PropertyAccessorFactory;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;

/**
 * Base configuration that the user has given to Resilience4j's configuration
 * {@code default}: what it sets takes precedence over the production defaults.
 */
final class BaseOfDefaults {

	private static final String BASE_CONFIG = "baseConfig";

	private BaseOfDefaults() {
	}

	/**
	 * Copy what the base configuration sets to the default configuration, wherever a
	 * production default hides it.
	 * @param configs the named configurations of one kind of engine, of which
	 * {@code default} is changed
	 * @param isDefault tests whether the value of a key of the default configuration,
	 * given by its last element, is a production default
	 * @return the test without the keys that have been copied
	 */
	static <P> Predicate<String> copyIn(Map<String, P> configs, Predicate<String> isDefault) {
		P defaults = configs.get(BaseConfigurations.DEFAULT);
		if (defaults == null) {
			return isDefault;
		}
		Set<String> copied = new HashSet<>();
		for (P base : basesOf(configs, defaults)) {
			copy(base, defaults, (key) -> isDefault.test(key) && copied.add(key));
		}
		return (key) -> !copied.contains(key) && isDefault.test(key);
	}

	private static <P> List<P> basesOf(Map<String, P> configs, P defaults) {
		return new BaseConfigurations<>(configs, BaseOfDefaults::nameOfBase, true)
			.lineage(BaseConfigurations.DEFAULT, defaults)
			.stream()
			.filter((base) -> base != defaults)
			.toList();
	}

	private static @Nullable String nameOfBase(Object properties) {
		return (String) PropertyAccessorFactory.forBeanPropertyAccess(properties).getPropertyValue(BASE_CONFIG);
	}

	private static void copy(Object from, Object to, Predicate<String> keys) {
		BeanWrapper source = PropertyAccessorFactory.forBeanPropertyAccess(from);
		BeanWrapper target = PropertyAccessorFactory.forBeanPropertyAccess(to);
		for (PropertyDescriptor property : source.getPropertyDescriptors()) {
			String name = property.getName();
			if (source.isReadableProperty(name) && target.isWritableProperty(name)) {
				Object value = source.getPropertyValue(name);
				if (value != null && keys.test(DataObjectPropertyName.toDashedForm(name))) {
					target.setPropertyValue(name, value);
				}
			}
		}
	}

}
