package io.github.resiliencestarter.diagnostics;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Readable name of a method.
 */
final class MethodName {

	private MethodName() {
	}

	static String of(Method method) {
		return of(method.getDeclaringClass(), method);
	}

	/**
	 * Return the name of a method of a class, which may be inherited.
	 */
	static String of(Class<?> type, Method method) {
		return type.getTypeName() + "." + method.getName()
				+ Arrays.stream(method.getParameterTypes())
					.map(Class::getSimpleName)
					.collect(Collectors.joining(", ", "(", ")"));
	}

}
