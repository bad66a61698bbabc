package io.github.resiliencestarter.guard;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.aop.ClassFilter;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.util.ReflectionUtils;

/**
 * Filter for classes that have an annotation, on the class or on one of its methods, or
 * inherit one from a superclass or an interface. Each class is read once, so that an
 * advisor need not search the type hierarchy for every method of every bean.
 */
public final class AnnotatedTypes implements ClassFilter {

	private final List<Class<? extends Annotation>> annotations;

	private final Map<Class<?>, Boolean> known = new ConcurrentHashMap<>();

	/**
	 * Create a filter.
	 * @param annotations the types of the annotations, which can also be meta-annotations
	 */
	public AnnotatedTypes(List<Class<? extends Annotation>> annotations) {
		this.annotations = List.copyOf(annotations);
	}

	/**
	 * Return whether a class may have a method that one of the annotations applies to.
	 */
	@Override
	public boolean matches(Class<?> type) {
		Boolean known = this.known.get(type);
		if (known == null) {
			known = isAnnotated(type);
			this.known.put(type, known);
		}
		return known;
	}

	private boolean isAnnotated(Class<?> type) {
		if (!AnnotationUtils.isCandidateClass(type, this.annotations)) {
			return false;
		}
		try {
			return has(type) || hasInMethods(type) || inherits(type);
		}
		catch (IllegalStateException | LinkageError ex) {
			// A class that it refers to is missing
			return true;
		}
	}

	private boolean has(AnnotatedElement element) {
		MergedAnnotations present = MergedAnnotations.from(element);
		return this.annotations.stream().anyMatch(present::isPresent);
	}

	private boolean hasInMethods(Class<?> type) {
		boolean[] found = { false };
		ReflectionUtils.doWithLocalMethods(type, (method) -> found[0] |= has(method));
		return found[0];
	}

	private boolean inherits(Class<?> type) {
		Class<?> superclass = type.getSuperclass();
		if (superclass != null && matches(superclass)) {
			return true;
		}
		for (Class<?> implemented : type.getInterfaces()) {
			if (matches(implemented)) {
				return true;
			}
		}
		return false;
	}

}
