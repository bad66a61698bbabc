package io.github.resiliencestarter.guard;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.ClassFilter;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.util.ConcurrentReferenceHashMap;
import org.springframework.util.ReflectionUtils;

/**
 * Filter for classes that have an annotation, on the class or on one of its methods, or
 * inherit one from a superclass or an interface. Each class is read once for all filters,
 * so that advisors and startup checks need not search the type hierarchy for every method
 * of every bean.
 */
public final class AnnotatedTypes implements ClassFilter {

	/**
	 * The types of all annotations of a class, without meta-annotations. Classes can be
	 * unloaded: the entries are softly referenced.
	 */
	private static final Map<Class<?>, Set<Class<? extends Annotation>>> present = new ConcurrentReferenceHashMap<>();

	private final List<Class<? extends Annotation>> annotations;

	private final Map<Class<? extends Annotation>, Boolean> wanted = new ConcurrentReferenceHashMap<>();

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
		if (!AnnotationUtils.isCandidateClass(type, this.annotations)) {
			return false;
		}
		try {
			for (Class<? extends Annotation> annotation : presentOn(type)) {
				if (isWanted(annotation)) {
					return true;
				}
			}
			return false;
		}
		catch (RuntimeException | LinkageError ex) {
			// A class that it refers to is missing
			return true;
		}
	}

	private boolean isWanted(Class<? extends Annotation> annotation) {
		Boolean wanted = this.wanted.get(annotation);
		if (wanted == null) {
			MergedAnnotations meta = MergedAnnotations.from(annotation);
			wanted = this.annotations.contains(annotation) || this.annotations.stream().anyMatch(meta::isPresent);
			this.wanted.put(annotation, wanted);
		}
		return wanted;
	}

	private static Set<Class<? extends Annotation>> presentOn(@Nullable Class<?> type) {
		if (type == null || type == Object.class) {
			return Set.of();
		}
		Set<Class<? extends Annotation>> known = present.get(type);
		if (known == null) {
			known = Set.copyOf(read(type));
			present.put(type, known);
		}
		return known;
	}

	private static Set<Class<? extends Annotation>> read(Class<?> type) {
		Set<Class<? extends Annotation>> annotations = new HashSet<>(presentOn(type.getSuperclass()));
		for (Class<?> implemented : type.getInterfaces()) {
			annotations.addAll(presentOn(implemented));
		}
		addDeclared(annotations, type);
		ReflectionUtils.doWithLocalMethods(type, (method) -> addDeclared(annotations, method));
		return annotations;
	}

	private static void addDeclared(Set<Class<? extends Annotation>> annotations, AnnotatedElement element) {
		for (Annotation annotation : element.getDeclaredAnnotations()) {
			annotations.add(annotation.annotationType());
		}
	}

}
