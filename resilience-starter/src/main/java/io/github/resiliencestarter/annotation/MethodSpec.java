package io.github.resiliencestarter.annotation;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.util.ReflectionUtils;

/**
 * What Resilience4j's annotations ask for one method of one class. An annotation on the
 * method wins over the same one on its class; both may be inherited from a superclass or
 * an interface, and may be meta-annotations whose attributes are aliased.
 *
 * @param targetClass the class of the bean
 * @param method the method that is run: the class's own, not that of an interface
 * @param stages what is asked for, in the order of {@link Stage}; empty if the method is
 * not annotated
 */
public record MethodSpec(Class<?> targetClass, Method method, List<StageSpec> stages) {

	/**
	 * Read the annotations of a method.
	 * @param method the method, of the class or of an interface of it
	 * @param targetClass the class of the bean, without a proxy's subclass
	 * @return what they ask for
	 */
	public static MethodSpec of(Method method, Class<?> targetClass) {
		Method specific = AopUtils.getMostSpecificMethod(method, targetClass);
		if (!AnnotationUtils.isCandidateClass(specific.getDeclaringClass(), Stage.ANNOTATIONS)) {
			return new MethodSpec(targetClass, specific, List.of());
		}
		List<MergedAnnotations> sources = sources(method, specific);
		List<StageSpec> stages = new ArrayList<>(Stage.ANNOTATIONS.size());
		for (Class<? extends Annotation> type : Stage.ANNOTATIONS) {
			StageSpec stage = find(type, sources);
			if (stage != null) {
				stages.add(stage);
			}
		}
		return new MethodSpec(targetClass, specific, List.copyOf(stages));
	}

	/**
	 * Read the annotations of all methods of a class, also of those that no proxy can
	 * intercept.
	 * @param targetClass the class of the bean
	 * @return the annotated methods
	 */
	public static List<MethodSpec> allOf(Class<?> targetClass) {
		return Stream.of(ReflectionUtils.getUniqueDeclaredMethods(targetClass, (method) -> !method.isSynthetic()))
			.map((method) -> of(method, targetClass))
			.filter((spec) -> !spec.stages().isEmpty())
			.toList();
	}

	private static List<MergedAnnotations> sources(Method method, Method specific) {
		List<MergedAnnotations> sources = new ArrayList<>(3);
		sources.add(MergedAnnotations.from(specific, SearchStrategy.TYPE_HIERARCHY));
		if (!specific.equals(method)) {
			sources.add(MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY));
		}
		// A class that is annotated does not mean its toString()
		if (!ReflectionUtils.isObjectMethod(specific)) {
			sources.add(MergedAnnotations.from(specific.getDeclaringClass(), SearchStrategy.TYPE_HIERARCHY));
		}
		return sources;
	}

	private static @Nullable StageSpec find(Class<? extends Annotation> type, List<MergedAnnotations> sources) {
		for (MergedAnnotations source : sources) {
			MergedAnnotation<?> annotation = source.get(type);
			if (annotation.isPresent()) {
				return StageSpec.of(annotation);
			}
		}
		return null;
	}

}
