package io.github.resiliencestarter.diagnostics;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;

import io.github.resiliencestarter.annotation.MethodSpec;
import io.github.resiliencestarter.annotation.StageSpec;

import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;

import org.jspecify.annotations.Nullable;

/**
 * Check that a proxy can intercept each annotated method. An annotation on a class
 * applies only to methods that can be intercepted.
 */
final class InterceptionCheck implements Check {

	private final List<AnnotatedBean> beans;

	private final boolean proxyTargetClass;

	/**
	 * Create a check.
	 * @param beans the beans
	 * @param proxyTargetClass whether classes with interfaces are proxied by subclasses
	 * too
	 */
	InterceptionCheck(List<AnnotatedBean> beans, boolean proxyTargetClass) {
		this.beans = beans;
		this.proxyTargetClass = proxyTargetClass;
	}

	@Override
	public List<Finding> find() {
		List<Finding> findings = new ArrayList<>();
		for (AnnotatedBean bean : this.beans) {
			for (MethodSpec method : bean.methods()) {
				String why = isAnnotatedItself(method) ? why(bean.type(), method.method()) : null;
				if (why != null) {
					findings.add(finding(method, why));
				}
			}
		}
		return findings;
	}

	private @Nullable String why(Class<?> type, Method method) {
		if (Modifier.isPrivate(method.getModifiers())) {
			return "is private";
		}
		if (Modifier.isStatic(method.getModifiers())) {
			return "is static";
		}
		if (!isSubclassed(type)) {
			return null;
		}
		if (Modifier.isFinal(type.getModifiers())) {
			return "is in a final class";
		}
		return Modifier.isFinal(method.getModifiers()) ? "is final" : null;
	}

	private boolean isSubclassed(Class<?> type) {
		return !type.isInterface() && (this.proxyTargetClass || type.getInterfaces().length == 0);
	}

	private static boolean isAnnotatedItself(MethodSpec method) {
		MergedAnnotations annotations = MergedAnnotations.from(method.method(), SearchStrategy.TYPE_HIERARCHY);
		return method.stages().stream().anyMatch((stage) -> annotations.isPresent(stage.stage().annotation()));
	}

	private static Finding finding(MethodSpec method, String why) {
		StageSpec stage = method.stages().get(0);
		return new Finding(Rule.ANNOTATION_IGNORED, MethodName.of(method.targetClass(), method.method()),
				"The method %s: no proxy can intercept it, so its @%s has no effect.".formatted(why,
						stage.stage().annotation().getSimpleName()),
				"Make the method neither private, static nor final, and its class not final, or remove the annotation");
	}

}
