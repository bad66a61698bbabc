package io.github.resiliencestarter.reconfiguration;

import java.beans.PropertyDescriptor;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

import org.springframework.beans.BeanUtils;
import org.springframework.beans.BeanWrapper;
import org.springframework.beans.BeanWrapperImpl;
import org.springframework.beans.PropertyAccessorFactory;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.util.ObjectUtils;
import org.springframework.util.StringUtils;

import org.jspecify.annotations.Nullable;

/**
 * Reader of Resilience4j's effective settings, including inherited ones. The
 * configurations created from them cannot be compared, because they contain functions.
 *
 * @param configs properties of the named configurations
 * @param namesInherit whether an instance inherits the configuration of its own name, and
 * a named configuration does not inherit {@code default}, as with circuit breakers
 */
record Settings(Map<String, ?> configs, boolean namesInherit) {

	/**
	 * Settings that the engine itself does not use.
	 */
	private static final Set<String> NOT_OF_THE_ENGINE = Set.of("class", "baseConfig", "registerHealthIndicator",
			"allowHealthIndicatorToFail", "eventConsumerBufferSize", "subscribeForEvents",
			"ignoreClassBindingExceptions");

	/**
	 * Return the settings of an instance or a named configuration.
	 * @param name its name
	 * @param own its own properties, or {@code null} if it has none
	 * @return the values by the last element of their key
	 */
	Map<String, Object> of(String name, @Nullable Object own) {
		BeanWrapper properties = (own != null) ? PropertyAccessorFactory.forBeanPropertyAccess(own) : null;
		String base = base(name, own, properties);
		Map<String, Object> settings = (base != null) ? of(base, this.configs.get(base)) : new TreeMap<>();
		if (properties != null) {
			addAll(properties, settings);
		}
		return settings;
	}

	private @Nullable String base(String name, @Nullable Object own, @Nullable BeanWrapper properties) {
		String base = (properties != null) ? (String) properties.getPropertyValue("baseConfig") : null;
		if (StringUtils.hasLength(base)) {
			return base;
		}
		Object ofTheName = this.configs.get(name);
		if (this.namesInherit && ofTheName != null) {
			return (own == ofTheName) ? null : name;
		}
		return (name.equals(Blueprints.DEFAULT) || !this.configs.containsKey(Blueprints.DEFAULT)) ? null
				: Blueprints.DEFAULT;
	}

	private static void addAll(BeanWrapper properties, Map<String, Object> settings) {
		BeanWrapper unset = new BeanWrapperImpl(BeanUtils.instantiateClass(properties.getWrappedClass()));
		for (PropertyDescriptor property : properties.getPropertyDescriptors()) {
			String name = property.getName();
			if (properties.isReadableProperty(name) && !NOT_OF_THE_ENGINE.contains(name)) {
				Object value = properties.getPropertyValue(name);
				if (value != null && !Objects.equals(value, unset.getPropertyValue(name))) {
					settings.put(DataObjectPropertyName.toDashedForm(name), comparable(value));
				}
			}
		}
	}

	private static Object comparable(Object value) {
		return value.getClass().isArray() ? Arrays.asList(ObjectUtils.toObjectArray(value)) : value;
	}

}
