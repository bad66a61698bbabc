package io.github.resiliencestarter.reconfiguration;

import java.beans.PropertyDescriptor;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

import io.github.resiliencestarter.engines.BaseConfigurations;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanUtils;
import org.springframework.beans.BeanWrapper;
import org.springframework.beans.BeanWrapperImpl;
import org.springframework.beans.PropertyAccessorFactory;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.util.ObjectUtils;

/**
 * Reader of Resilience4j's effective settings, including inherited ones. The
 * configurations created from them cannot be compared, because they contain functions.
 *
 * @param bases the inheritance among the properties
 */
record Settings(BaseConfigurations<Object> bases) {

	/**
	 * Settings that the engine itself does not use.
	 */
	private static final Set<String> NOT_OF_THE_ENGINE = Set.of("class", "baseConfig", "registerHealthIndicator",
			"allowHealthIndicatorToFail", "eventConsumerBufferSize", "subscribeForEvents",
			"ignoreClassBindingExceptions");

	static Settings of(Map<String, ?> configs, boolean namesInherit) {
		return new Settings(
				new BaseConfigurations<>(Collections.unmodifiableMap(configs), Settings::baseConfig, namesInherit));
	}

	/**
	 * Return the settings of an instance or a named configuration.
	 * @param name its name
	 * @param own its own properties, or {@code null} if it has none
	 * @return the values by the last element of their key
	 */
	Map<String, Object> of(String name, @Nullable Object own) {
		Map<String, Object> settings = new TreeMap<>();
		List<Object> lineage = this.bases.lineage(name, own);
		for (int i = lineage.size() - 1; i >= 0; i--) {
			addAll(PropertyAccessorFactory.forBeanPropertyAccess(lineage.get(i)), settings);
		}
		return settings;
	}

	private static @Nullable String baseConfig(Object properties) {
		return (String) PropertyAccessorFactory.forBeanPropertyAccess(properties).getPropertyValue("baseConfig");
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
