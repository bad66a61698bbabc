package io.github.resiliencestarter.diagnostics;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Name of a method for people.
 */
final class MethodName {

	private MethodName() {
	}

	static String of(Method method) {
		return of(method.getDeclaringClass(), method);
	}

	/**
	 * Return the name of a method that a class has, perhaps from another class.
	 */
	static String of(Class<?> type, Method method) {
		return type.getTypeName() + "." + method.getName()
				+ Arrays.stream(method.getParameterTypes())
					.map(Class::getSimpleName)
					.collect(Collectors.joining(", ", "(", ")"));
	}

}
