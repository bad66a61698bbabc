package io.github.resiliencestarter.diagnostics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.resiliencestarter.annotation.BeanTypes;
import io.github.resiliencestarter.annotation.MethodSpec;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Bean with annotated methods, as far as its definition tells; the bean is not created.
 *
 * @param type the class in its definition
 * @param methods its annotated methods, ordered by name
 * @param proxy whether it is the proxy of an HTTP interface
 */
public record AnnotatedBean(Class<?> type, List<MethodSpec> methods, boolean proxy) {

	private static final Log logger = LogFactory.getLog(AnnotatedBean.class);

	/**
	 * Packages of frameworks, whose many beans have no such annotations.
	 */
	private static final List<String> FRAMEWORKS = List.of("org.springframework.boot.", "org.springframework.cloud.",
			"org.springframework.web.", "io.github.resilience4j.", "io.micrometer.");

	/**
	 * Find all annotated beans.
	 * @param beanFactory the bean factory
	 * @return the beans, each class once
	 */
	static List<AnnotatedBean> in(ConfigurableListableBeanFactory beanFactory) {
		List<AnnotatedBean> beans = new ArrayList<>();
		types(beanFactory).forEach((type, name) -> {
			List<MethodSpec> methods = methodsOf(type);
			if (!methods.isEmpty()) {
				beans.add(new AnnotatedBean(type, methods, name.endsWith("#" + type.getName())));
			}
		});
		return beans;
	}

	/**
	 * Find the types of all beans, except for those of frameworks.
	 * @param beanFactory the bean factory
	 * @return the types with the name of the first bean of each
	 */
	static Map<Class<?>, String> types(ConfigurableListableBeanFactory beanFactory) {
		Map<Class<?>, String> types = new LinkedHashMap<>();
		for (String name : beanFactory.getBeanNamesForType(Object.class, true, false)) {
			Class<?> type = ScopedProxyUtils.isScopedTarget(name) ? null : BeanTypes.ofDefinition(beanFactory, name);
			if (type != null && !isOfFramework(type)) {
				types.putIfAbsent(type, name);
			}
		}
		return types;
	}

	private static boolean isOfFramework(Class<?> type) {
		return FRAMEWORKS.stream().anyMatch(type.getName()::startsWith);
	}

	/**
	 * Return whether a bean's class is still unknown because its definition has an
	 * interface, an extensible class, or none. Its methods are known only later.
	 */
	static boolean isHidden(ConfigurableListableBeanFactory beanFactory, String name) {
		return beanFactory.containsBean(name) && BeanTypes.isOpen(BeanTypes.ofDefinition(beanFactory, name));
	}

	/**
	 * Return whether the object will be of exactly this class, so that it has no further
	 * methods.
	 */
	boolean isComplete() {
		return this.proxy || !BeanTypes.isOpen(this.type);
	}

	private static List<MethodSpec> methodsOf(Class<?> type) {
		try {
			return MethodSpec.allOf(type)
				.stream()
				.sorted(Comparator.comparing((spec) -> MethodName.of(spec.method())))
				.toList();
		}
		catch (LinkageError ex) {
			logger.debug("Cannot read the annotations of " + type.getName() + ": a type that it names is missing", ex);
			return List.of();
		}
	}

}
