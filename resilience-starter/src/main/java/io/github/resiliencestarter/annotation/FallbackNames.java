package io.github.resiliencestarter.annotation;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.HashSet;
import java.util.Set;

import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.util.ReflectionUtils;

/**
 * Names of the fallbacks in the annotations of a class and its methods.
 *
 * @param names the names
 * @param open whether there are more names that are known only when a method is called
 */
record FallbackNames(Set<String> names, boolean open) {

	private static final FallbackNames NONE = new FallbackNames(Set.of(), false);

	/**
	 * Read the names.
	 * @param type the class
	 * @param ofClass the annotations of the class; without any, the result is empty
	 */
	static FallbackNames of(Class<?> type, MergedAnnotations ofClass) {
		if (Stage.ANNOTATIONS.stream().noneMatch(ofClass::isPresent)) {
			return NONE;
		}
		Set<String> names = new HashSet<>();
		boolean open = read(ofClass, names);
		for (Method method : ReflectionUtils.getUniqueDeclaredMethods(type)) {
			open |= read(MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY), names);
		}
		return new FallbackNames(names, open);
	}

	private static boolean read(MergedAnnotations annotations, Set<String> names) {
		boolean open = false;
		for (Class<? extends Annotation> type : Stage.ANNOTATIONS) {
			MergedAnnotation<?> annotation = annotations.get(type);
			String name = annotation.isPresent() ? annotation.getString("fallbackMethod") : "";
			open |= StageSpec.dependsOnCall(name) || name.contains("${");
			names.add(FallbackName.of(name).method());
		}
		return open;
	}

	/**
	 * Return whether a method is one of the fallbacks.
	 */
	boolean contain(Method method) {
		int parameters = method.getParameterCount();
		return parameters > 0 && (this.open || this.names.contains(method.getName()))
				&& Throwable.class.isAssignableFrom(method.getParameterTypes()[parameters - 1]);
	}

}
