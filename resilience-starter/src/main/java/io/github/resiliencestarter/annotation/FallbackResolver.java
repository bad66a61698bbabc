package io.github.resiliencestarter.annotation;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

import io.github.resiliencestarter.annotation.FallbackResolution.Resolved;
import io.github.resiliencestarter.annotation.FallbackResolution.Unresolved;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ReflectionUtils;

/**
 * Finds the methods that the name of a fallback refers to. Only looks at types, so that
 * the result is the same at startup and on the first call.
 * <p>
 * A method fits if it has the return type of the failed method and takes either the
 * arguments of that method followed by an exception, or only the exception. There can be
 * one method for each type of exception.
 */
public final class FallbackResolver {

	private final Function<String, @Nullable Class<?>> beanTypes;

	/**
	 * Create a resolver.
	 * @param beanTypes returns the class of a bean, without a proxy subclass, or
	 * {@code null} if there is no bean of that name
	 */
	public FallbackResolver(Function<String, @Nullable Class<?>> beanTypes) {
		this.beanTypes = beanTypes;
	}

	/**
	 * Find the fallbacks of a method.
	 * @param spec the method
	 * @param name the name of the fallback, with placeholders and expressions resolved
	 * @return the fallbacks, or why there are none
	 */
	public FallbackResolution resolve(MethodSpec spec, String name) {
		FallbackResolution resolution = find(spec, FallbackName.of(name));
		if (resolution instanceof Resolved resolved && leadsTo(spec.method(), spec, resolved, Set.of())) {
			return unresolved(spec, FallbackName.of(name), "'" + name + "' leads back to " + spec.method().getName()
					+ "(), which would be an infinite " + "loop");
		}
		return resolution;
	}

	private FallbackResolution find(MethodSpec spec, FallbackName name) {
		Class<?> type = (name.bean() != null) ? this.beanTypes.apply(name.bean()) : spec.targetClass();
		if (type == null) {
			return unresolved(spec, name, "there is no bean '" + name.bean() + "'");
		}
		List<Method> candidates = candidates(type, name.method());
		if (candidates.isEmpty()) {
			return unresolved(spec, name, type.getName() + " has no method '" + name.method() + "'");
		}
		return choose(spec, name, type, candidates);
	}

	private static List<Method> candidates(Class<?> type, String name) {
		List<Method> candidates = new ArrayList<>();
		ReflectionUtils.doWithMethods(type, candidates::add,
				(method) -> method.getName().equals(name) && !method.isBridge() && !method.isSynthetic());
		return candidates;
	}

	private static FallbackResolution choose(MethodSpec spec, FallbackName name, Class<?> type,
			List<Method> candidates) {
		FittingMethods fitting = new FittingMethods(spec, type, name.bean());
		candidates.forEach(fitting::add);
		if (fitting.isEmpty()) {
			return unresolved(spec, name, mismatch(Signature.of(spec.method(), spec.targetClass()), type, candidates));
		}
		Class<?> ambiguous = fitting.ambiguous();
		return (ambiguous == null) ? new Resolved(fitting.choose()) : unresolved(spec, name, "two methods '"
				+ name.method() + "' of " + type.getName() + " handle the same " + ambiguous.getSimpleName());
	}

	private static String mismatch(Signature failed, Class<?> type, List<Method> candidates) {
		Method nearest = candidates.get(0);
		Signature signature = Signature.of(nearest, type);
		String text = "'" + signature.text(nearest.getName()) + "' of " + type.getName();
		if (!signature.returnsWhat(failed)) {
			return text + " does not have the return type of the method";
		}
		if (!signature.endsWithException()) {
			return text + " does not take an exception as its last parameter";
		}
		return (signature.suspending() && !failed.suspending())
				? text + " is a suspending function, but the " + "method is not"
				: text + " does not take the method's parameters";
	}

	private static Unresolved unresolved(MethodSpec spec, FallbackName name, String reason) {
		return new Unresolved(reason, Signature.of(spec.method(), spec.targetClass()).ofFallbacks(name.method()));
	}

	private boolean leadsTo(Method origin, MethodSpec from, Resolved resolved, Set<Method> path) {
		return resolved.methods().stream().anyMatch((fallback) -> leadsTo(origin, from, fallback.method(), path));
	}

	private boolean leadsTo(Method origin, MethodSpec from, Method fallback, Set<Method> path) {
		if (fallback.equals(origin)) {
			return true;
		}
		// Annotations of a private method do not apply: it is not called through the
		// proxy
		if (Modifier.isPrivate(fallback.getModifiers()) || path.contains(fallback)) {
			return false;
		}
		Set<Method> longer = new HashSet<>(path);
		longer.add(fallback);
		MethodSpec spec = MethodSpec.of(fallback, typeOf(fallback, from));
		return spec.stages()
			.stream()
			.filter((stage) -> stage.hasFallback() && !stage.dependsOnCall())
			.map((stage) -> find(spec, FallbackName.of(stage.fallback())))
			.anyMatch((next) -> next instanceof Resolved further && leadsTo(origin, spec, further, longer));
	}

	private static Class<?> typeOf(Method fallback, MethodSpec from) {
		return fallback.getDeclaringClass().isAssignableFrom(from.targetClass()) ? from.targetClass()
				: fallback.getDeclaringClass();
	}

}
