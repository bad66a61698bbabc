package io.github.resiliencestarter.diagnostics;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Readable name of a method.
 */
public final class MethodName {

	private MethodName() {
	}

	static String of(Method method) {
		return of(method.getDeclaringClass(), method);
	}

	/**
	 * Return the name of a method of a class, which may be inherited.
	 * @param type the class
	 * @param method the method
	 * @return the name, with the types of the parameters
	 */
	public static String of(Class<?> type, Method method) {
		return type.getTypeName() + "." + method.getName()
				+ Arrays.stream(method.getParameterTypes())
					.map(Class::getSimpleName)
					.collect(Collectors.joining(", ", "(", ")"));
	}

}
