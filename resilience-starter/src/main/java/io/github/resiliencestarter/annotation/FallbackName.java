package io.github.resiliencestarter.annotation;

import org.jspecify.annotations.Nullable;

/**
 * Name of a fallback in an annotation: {@code method} or {@code bean::method}.
 *
 * @param bean the bean that has the method, or {@code null} for the annotated bean
 * @param method the name of the method
 */
record FallbackName(@Nullable String bean, String method) {

	private static final String SEPARATOR = "::";

	static FallbackName of(String name) {
		int separator = name.indexOf(SEPARATOR);
		return (separator < 0) ? new FallbackName(null, name.strip()) : new FallbackName(
				name.substring(0, separator).strip(), name.substring(separator + SEPARATOR.length()).strip());
	}

}
