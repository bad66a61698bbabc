package io.github.resiliencestarter.diagnostics;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.net.URL;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

import org.jspecify.annotations.Nullable;

/**
 * Keys that the application's own {@link ConfigurationProperties} bind.
 */
final class BoundKeys {

	private static final String OURS = "io.github.resiliencestarter.";

	private static final String RESILIENCE4J = "io.github.resilience4j.";

	private final List<Bound> bound = new ArrayList<>();

	static BoundKeys in(ConfigurableListableBeanFactory beanFactory) {
		BoundKeys keys = new BoundKeys();
		for (String name : beanFactory.getBeanDefinitionNames()) {
			if (beanFactory.getMergedBeanDefinition(name).isAbstract()) {
				continue;
			}
			// The type first: only then are the annotations of the factory method known
			Class<?> type = beanFactory.getType(name, false);
			ConfigurationProperties annotation = beanFactory.findAnnotationOnBean(name, ConfigurationProperties.class,
					false);
			if (annotation != null && !isKnownByMetadata(type, annotation.prefix())) {
				keys.bound.add(new Bound(List.of(annotation.prefix().split("\\.")), names(type)));
			}
		}
		return keys;
	}

	private static boolean isKnownByMetadata(@Nullable Class<?> type, String prefix) {
		if (type == null || !prefix.startsWith("resilience")) {
			return !prefix.startsWith("resilience");
		}
		String name = ClassUtils.getUserClass(type).getName();
		return name.startsWith(RESILIENCE4J)
				|| (name.startsWith(OURS) && Objects.equals(location(type), location(BoundKeys.class)));
	}

	private static @Nullable URL location(Class<?> type) {
		CodeSource source = type.getProtectionDomain().getCodeSource();
		return (source != null) ? source.getLocation() : null;
	}

	/**
	 * Return the names of the properties of a class.
	 * @return the names; {@code null} if any name is possible
	 */
	private static @Nullable Set<String> names(@Nullable Class<?> type) {
		if (type == null || type.isInterface() || Map.class.isAssignableFrom(type)) {
			return null;
		}
		Set<String> names = new HashSet<>();
		for (Constructor<?> constructor : type.getDeclaredConstructors()) {
			for (Parameter parameter : constructor.getParameters()) {
				names.add(uniform(parameter.getName()));
			}
		}
		ReflectionUtils.doWithFields(type, (Field field) -> names.add(uniform(field.getName())));
		ReflectionUtils.doWithMethods(type, (Method method) -> names.add(uniform(method.getName().substring(3))),
				(method) -> method.getName().matches("[gs]et.+"));
		return names;
	}

	/**
	 * Return whether the application binds a key.
	 * @param elements the elements of the key
	 */
	boolean contain(List<String> elements) {
		return this.bound.stream().anyMatch((bound) -> bound.contains(elements));
	}

	private static String uniform(String element) {
		return element.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
	}

	/**
	 * Prefix of a class.
	 *
	 * @param prefix the elements of the prefix
	 * @param names the names of the properties; {@code null} if they are unknown
	 */
	private record Bound(List<String> prefix, @Nullable Set<String> names) {

		boolean contains(List<String> elements) {
			int size = this.prefix.size();
			return elements.size() > size
					&& uniform(String.join(".", elements.subList(0, size)))
						.equals(uniform(String.join(".", this.prefix)))
					&& (this.names == null || this.names.contains(uniform(elements.get(size))));
		}

	}

}
