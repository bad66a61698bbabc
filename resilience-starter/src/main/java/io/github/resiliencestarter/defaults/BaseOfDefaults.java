package io.github.resiliencestarter.defaults;

import java.beans.PropertyDescriptor;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import io.github.resilience4j.common.circuitbreaker.configuration.CommonCircuitBreakerConfigurationProperties.InstanceProperties;
import io.github.resiliencestarter.engines.BaseConfigurations;

import org.springframework.beans.BeanWrapper;
import org.springframework.beans.PropertyAccessorFactory;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;

/**
 * Base configuration that the user has given to the configuration {@code default} of
 * circuit breakers: what it sets takes precedence over the production defaults. With the
 * other kinds of engines, such a base makes Resilience4j recurse endlessly.
 */
final class BaseOfDefaults {

	private BaseOfDefaults() {
	}

	/**
	 * Copy what the base configuration sets to the default configuration, wherever a
	 * production default hides it.
	 * @param configs the named configurations of circuit breakers, of which
	 * {@code default} is changed
	 * @param isDefault tests whether the value of a key of the default configuration,
	 * given by its last element, is a production default
	 * @return the test without the keys that have been copied
	 */
	static Predicate<String> copyIn(Map<String, InstanceProperties> configs, Predicate<String> isDefault) {
		InstanceProperties defaults = configs.get(BaseConfigurations.DEFAULT);
		if (defaults == null) {
			return isDefault;
		}
		Set<String> copied = new HashSet<>();
		for (InstanceProperties base : BaseConfigurations.ofCircuitBreakers(configs)
			.lineage(BaseConfigurations.DEFAULT, defaults)) {
			if (base != defaults) {
				copy(base, defaults, (key) -> isDefault.test(key) && copied.add(key));
			}
		}
		return (key) -> !copied.contains(key) && isDefault.test(key);
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
