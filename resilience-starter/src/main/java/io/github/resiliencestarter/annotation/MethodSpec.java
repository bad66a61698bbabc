package io.github.resiliencestarter.annotation;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.github.resiliencestarter.guard.AnnotatedTypes;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.util.ReflectionUtils;

/**
 * Resilience4j's annotations of one method of one class. An annotation on the method
 * overrides the same annotation on its class. Both can be inherited from a superclass or
 * an interface, and can be meta-annotations with aliased attributes. An annotation on the
 * class does not apply to private methods, static methods and fallbacks: a fallback must
 * work while the circuit breaker of its class is open.
 *
 * @param targetClass the class of the bean
 * @param method the method that is run: that of the class, not that of an interface
 * @param stages the stages, in the order of {@link Stage}; empty if the method is not
 * annotated
 */
public record MethodSpec(Class<?> targetClass, Method method, List<StageSpec> stages) {

	private static final AnnotatedTypes ANNOTATED = new AnnotatedTypes(Stage.ANNOTATIONS);

	/**
	 * Read the annotations of a method.
	 * @param method the method of the class or of one of its interfaces
	 * @param targetClass the class of the bean, without a proxy subclass
	 * @return the annotations of the method
	 */
	public static MethodSpec of(Method method, Class<?> targetClass) {
		Method specific = AopUtils.getMostSpecificMethod(method, targetClass);
		if (!AnnotationUtils.isCandidateClass(specific.getDeclaringClass(), Stage.ANNOTATIONS)) {
			return new MethodSpec(targetClass, specific, List.of());
		}
		List<MergedAnnotations> sources = sources(method, specific, targetClass);
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
	 * Read the annotations of all methods of a class, including those that no proxy can
	 * intercept.
	 * @param targetClass the class of the bean
	 * @return the annotated methods
	 */
	public static List<MethodSpec> allOf(Class<?> targetClass) {
		if (!ANNOTATED.matches(targetClass)) {
			return List.of();
		}
		return Stream.of(ReflectionUtils.getUniqueDeclaredMethods(targetClass, (method) -> !method.isSynthetic()))
			.map((method) -> of(method, targetClass))
			.filter((spec) -> !spec.stages().isEmpty())
			.toList();
	}

	/**
	 * Return the element that declares an annotation of this method.
	 * @param stage the stage of the annotation
	 * @return the method or class, possibly of a supertype; {@code null} if the method
	 * has no such annotation
	 */
	public @Nullable Object source(Stage stage) {
		for (MergedAnnotations source : sources(this.method, this.method, this.targetClass)) {
			MergedAnnotation<?> annotation = source.get(stage.annotation());
			if (annotation.isPresent()) {
				return annotation.getSource();
			}
		}
		return null;
	}

	private static List<MergedAnnotations> sources(Method method, Method specific, Class<?> targetClass) {
		List<MergedAnnotations> sources = new ArrayList<>(3);
		sources.add(MergedAnnotations.from(specific, SearchStrategy.TYPE_HIERARCHY));
		if (!specific.equals(method)) {
			sources.add(MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY));
		}
		MergedAnnotations ofClass = MergedAnnotations.from(specific.getDeclaringClass(), SearchStrategy.TYPE_HIERARCHY);
		if (isMeantByItsClass(specific) && !FallbackNames.of(targetClass, ofClass).contain(specific)) {
			sources.add(ofClass);
		}
		return sources;
	}

	// An annotation on a class is not meant for its toString()
	private static boolean isMeantByItsClass(Method method) {
		return (method.getModifiers() & (Modifier.PRIVATE | Modifier.STATIC)) == 0
				&& !ReflectionUtils.isObjectMethod(method);
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
