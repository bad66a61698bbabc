package io.github.resiliencestarter.diagnostics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import io.github.resiliencestarter.annotation.BeanTypes;
import io.github.resiliencestarter.annotation.MethodSpec;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Bean with methods that are annotated, as far as its definition says: it is not made for
 * this.
 *
 * @param type the class that its definition names
 * @param methods its annotated methods, in the order of their names
 * @param proxy whether it is a proxy of its own, of an HTTP interface
 */
record AnnotatedBean(Class<?> type, List<MethodSpec> methods, boolean proxy) {

	private static final Log logger = LogFactory.getLog(AnnotatedBean.class);

	/**
	 * Packages of frameworks, most of all beans: they have no such annotations.
	 */
	private static final List<String> FRAMEWORKS = List.of("org.springframework.boot.", "org.springframework.cloud.",
			"org.springframework.web.", "io.github.resilience4j.", "io.micrometer.");

	/**
	 * Find all of them.
	 * @param beanFactory the bean factory
	 * @return the beans, each class once
	 */
	static List<AnnotatedBean> in(ConfigurableListableBeanFactory beanFactory) {
		List<AnnotatedBean> beans = new ArrayList<>();
		for (String name : beanFactory.getBeanNamesForType(Object.class, true, false)) {
			Class<?> type = ScopedProxyUtils.isScopedTarget(name) ? null : BeanTypes.ofDefinition(beanFactory, name);
			if (type != null && !isOfFramework(type) && beans.stream().noneMatch((bean) -> bean.type() == type)) {
				List<MethodSpec> methods = methodsOf(type);
				if (!methods.isEmpty()) {
					beans.add(new AnnotatedBean(type, methods, name.endsWith("#" + type.getName())));
				}
			}
		}
		return beans;
	}

	private static boolean isOfFramework(Class<?> type) {
		return FRAMEWORKS.stream().anyMatch(type.getName()::startsWith);
	}

	/**
	 * Return whether there is such a bean, but its definition names an interface, a class
	 * that others extend, or none at all: what methods it has shows only later.
	 */
	static boolean isHidden(ConfigurableListableBeanFactory beanFactory, String name) {
		return beanFactory.containsBean(name) && BeanTypes.isOpen(BeanTypes.ofDefinition(beanFactory, name));
	}

	/**
	 * Return whether the object will be of just this class, so that a method that the
	 * class does not have is not there.
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
