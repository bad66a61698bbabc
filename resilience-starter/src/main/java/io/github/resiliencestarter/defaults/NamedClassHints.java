package io.github.resiliencestarter.defaults;

import java.util.Set;
import java.util.TreeSet;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.TypeReference;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotContribution;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

import org.jspecify.annotations.Nullable;

/**
 * {@link BeanFactoryInitializationAotProcessor} that registers reflection hints for the
 * classes that properties under {@code resilience4j} name, such as ignored exceptions and
 * predicates (resilience4j#1882).
 */
final class NamedClassHints implements BeanFactoryInitializationAotProcessor {

	private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("resilience4j");

	@Override
	public @Nullable BeanFactoryInitializationAotContribution processAheadOfTime(
			ConfigurableListableBeanFactory beanFactory) {
		Set<String> names = namesIn(beanFactory.getBean(Environment.class), beanFactory.getBeanClassLoader());
		return names.isEmpty() ? null : (context, code) -> register(names, context.getRuntimeHints());
	}

	private static void register(Set<String> names, RuntimeHints hints) {
		for (String name : names) {
			hints.reflection().registerType(TypeReference.of(name), MemberCategory.INVOKE_DECLARED_CONSTRUCTORS);
		}
	}

	private static Set<String> namesIn(Environment environment, @Nullable ClassLoader classLoader) {
		Set<String> names = new TreeSet<>();
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			if (source instanceof IterableConfigurationPropertySource iterable) {
				iterable.stream().filter(PREFIX::isAncestorOf).forEach((key) -> {
					for (String value : valuesOf(environment, source.getConfigurationProperty(key))) {
						if (value.contains(".") && ClassUtils.isPresent(value, classLoader)) {
							names.add(value);
						}
					}
				});
			}
		}
		return names;
	}

	private static String[] valuesOf(Environment environment, @Nullable ConfigurationProperty property) {
		Object value = (property != null) ? property.getValue() : null;
		if (value instanceof Class<?> type) {
			return new String[] { type.getName() };
		}
		return (value != null)
				? StringUtils.commaDelimitedListToStringArray(
						StringUtils.trimAllWhitespace(environment.resolvePlaceholders(value.toString())))
				: new String[0];
	}

}
