package io.github.resiliencestarter.annotation;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.cloud.context.scope.refresh.RefreshScopeRefreshedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

import org.jspecify.annotations.Nullable;

/**
 * Registrar of the instances that annotations name: they are in Resilience4j's
 * registries, and so in the metrics and on the dashboards, from start-up on and not only
 * after a first call. Creates no bean, and leaves out names that depend on the call's
 * arguments.
 */
final class AnnotatedInstances implements SmartInitializingSingleton, ApplicationListener<RefreshScopeRefreshedEvent> {

	private static final Log logger = LogFactory.getLog(AnnotatedInstances.class);

	private final ConfigurableListableBeanFactory beanFactory;

	private final List<InstanceType<?>> types;

	private final List<Class<? extends Annotation>> annotationTypes;

	AnnotatedInstances(ConfigurableListableBeanFactory beanFactory, List<InstanceType<?>> types) {
		this.beanFactory = beanFactory;
		this.types = types;
		this.annotationTypes = types.stream().<Class<? extends Annotation>>map(InstanceType::annotationType).toList();
	}

	@Override
	public void afterSingletonsInstantiated() {
		registerAll();
	}

	/**
	 * Register again what the new registries lack: Resilience4j keeps its registries in
	 * Spring Cloud's refresh scope.
	 */
	@Override
	public void onApplicationEvent(RefreshScopeRefreshedEvent event) {
		registerAll();
	}

	private void registerAll() {
		for (String beanName : this.beanFactory.getBeanNamesForType(Object.class, true, false)) {
			Class<?> type = ScopedProxyUtils.isScopedTarget(beanName) ? null : typeOf(beanName);
			if (type != null && AnnotationUtils.isCandidateClass(type, this.annotationTypes)) {
				register(type);
			}
		}
	}

	private @Nullable Class<?> typeOf(String beanName) {
		Class<?> type = AutoProxyUtils.determineTargetClass(this.beanFactory, beanName);
		return (type != null) ? ClassUtils.getUserClass(type) : null;
	}

	private void register(Class<?> type) {
		try {
			register((AnnotatedElement) type);
			for (Method method : ReflectionUtils.getUniqueDeclaredMethods(type, (method) -> !method.isSynthetic())) {
				register((AnnotatedElement) method);
			}
		}
		catch (LinkageError ex) {
			logger.debug("Cannot read the annotations of " + type.getName() + ": a type that it names is missing", ex);
		}
	}

	private void register(AnnotatedElement element) {
		MergedAnnotations annotations = MergedAnnotations.from(element, SearchStrategy.TYPE_HIERARCHY);
		for (InstanceType<?> type : this.types) {
			register(type, annotations);
		}
	}

	private <A extends Annotation> void register(InstanceType<A> type, MergedAnnotations annotations) {
		annotations.stream(type.annotationType()).map(MergedAnnotation::synthesize).forEach((annotation) -> {
			String name = nameOf(type.name().apply(annotation));
			if (name != null) {
				String configuration = type.configuration().apply(annotation);
				type.register()
					.accept(annotation, new InstanceName(name, configuration.isEmpty() ? name : configuration));
			}
		});
	}

	private @Nullable String nameOf(String expression) {
		boolean dependsOnCall = expression.startsWith("#") || expression.startsWith("@");
		return (dependsOnCall || expression.isBlank()) ? null : this.beanFactory.resolveEmbeddedValue(expression);
	}

}
