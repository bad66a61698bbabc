package io.github.resiliencestarter.annotation;

import java.lang.reflect.Method;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.github.resiliencestarter.annotation.FallbackResolution.Resolved;

import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ClassUtils;

import org.jspecify.annotations.Nullable;

/**
 * {@link BeanRegistrationAotProcessor} that registers the reflection hints a native image
 * needs to read the annotations of a bean's methods and to call their fallbacks,
 * including private ones and those of other beans (resilience4j#2184).
 */
final class AnnotatedMethodHints implements BeanRegistrationAotProcessor {

	@Override
	public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean bean) {
		Class<?> type = ClassUtils.getUserClass(bean.getBeanClass());
		if (!AnnotationUtils.isCandidateClass(type, Stage.ANNOTATIONS)) {
			return null;
		}
		List<MethodSpec> specs = specsOf(type);
		return specs.isEmpty() ? null : (context, code) -> {
			ReflectionHints hints = context.getRuntimeHints().reflection();
			hints.registerType(type);
			for (Method method : methods(specs, bean.getBeanFactory())) {
				hints.registerMethod(method, ExecutableMode.INVOKE);
			}
		};
	}

	private static List<MethodSpec> specsOf(Class<?> type) {
		try {
			return MethodSpec.allOf(type);
		}
		catch (LinkageError ex) {
			// The method refers to a class that is missing, so nobody can call it
			return List.of();
		}
	}

	private static Set<Method> methods(List<MethodSpec> specs, ConfigurableListableBeanFactory beanFactory) {
		FallbackResolver resolver = new FallbackResolver((name) -> BeanTypes.ofDefinition(beanFactory, name));
		Set<Method> methods = new LinkedHashSet<>();
		for (MethodSpec spec : specs) {
			methods.add(spec.method());
			for (StageSpec stage : spec.stages()) {
				methods.addAll(fallbacks(resolver, spec, stage, beanFactory));
			}
		}
		return methods;
	}

	private static List<Method> fallbacks(FallbackResolver resolver, MethodSpec spec, StageSpec stage,
			ConfigurableListableBeanFactory beanFactory) {
		String name = stage.hasFallback() ? resolved(stage.fallback(), beanFactory) : null;
		if (name == null || !(resolver.resolve(spec, name) instanceof Resolved resolved)) {
			return List.of();
		}
		return resolved.methods().stream().map(FallbackMethod::method).toList();
	}

	private static @Nullable String resolved(String text, ConfigurableListableBeanFactory beanFactory) {
		try {
			return beanFactory.resolveEmbeddedValue(text);
		}
		catch (IllegalArgumentException ex) {
			// The placeholder cannot be resolved at build time
			return null;
		}
	}

}
