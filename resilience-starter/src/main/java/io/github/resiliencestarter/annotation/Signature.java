package io.github.resiliencestarter.annotation;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.springframework.core.KotlinDetector;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.ReflectionUtils.MethodFilter;

/**
 * Parameters and result of a method as its author sees them: for a Kotlin suspending
 * function, without the continuation and with the result that is passed to it.
 *
 * @param parameters the parameters
 * @param result the result
 * @param suspending whether it is a suspending function
 */
record Signature(List<ResolvableType> parameters, ResolvableType result, boolean suspending) {

	static Signature of(Method method, Class<?> type) {
		List<ResolvableType> parameters = new ArrayList<>(method.getParameterCount());
		for (int i = 0; i < method.getParameterCount(); i++) {
			parameters.add(ResolvableType.forMethodParameter(method, i, type));
		}
		if (!KotlinDetector.isSuspendingFunction(method)) {
			return new Signature(parameters, ResolvableType.forMethodReturnType(method, type), false);
		}
		ResolvableType continuation = parameters.remove(parameters.size() - 1);
		return new Signature(parameters, continuation.getGeneric(0), true);
	}

	/**
	 * Return the erased signature, as the JVM sees it.
	 */
	static Signature erased(Method method) {
		return new Signature(Stream.of(method.getParameterTypes()).map(ResolvableType::forClass).toList(),
				ResolvableType.forClass(method.getReturnType()), false);
	}

	/**
	 * Return the erasures of a method and of those that it overrides or implements.
	 */
	static List<Signature> erasures(Method method, Class<?> type) {
		List<Class<?>> parameters = classes(of(method, type).parameters);
		List<Signature> erasures = new ArrayList<>(List.of(erased(method)));
		MethodFilter same = (other) -> other.getName().equals(method.getName())
				&& other.getParameterCount() == method.getParameterCount()
				&& classes(of(other, type).parameters).equals(parameters);
		ReflectionUtils.doWithMethods(type, (other) -> erasures.add(erased(other)), same);
		for (Class<?> implemented : ClassUtils.getAllInterfacesForClassAsSet(type)) {
			ReflectionUtils.doWithMethods(implemented, (other) -> erasures.add(erased(other)), same);
		}
		return erasures;
	}

	Class<?> exceptionType() {
		return this.parameters.get(this.parameters.size() - 1).toClass();
	}

	boolean endsWithException() {
		return !this.parameters.isEmpty() && Throwable.class.isAssignableFrom(exceptionType());
	}

	boolean takesOnlyTheException() {
		return this.parameters.size() == 1 && endsWithException();
	}

	boolean takesTheExceptionAfter(Signature failed) {
		return endsWithException()
				&& classes(this.parameters.subList(0, this.parameters.size() - 1)).equals(classes(failed.parameters));
	}

	/**
	 * Return whether the parameters before the exception accept the arguments of the
	 * failed method. They can be supertypes, or primitives and wrappers of each other.
	 */
	boolean takesTheExceptionAfterWhatIs(Signature failed) {
		int arguments = failed.parameters.size();
		return endsWithException() && this.parameters.size() == arguments + 1
				&& IntStream.range(0, arguments)
					.allMatch((index) -> ClassUtils.isAssignable(this.parameters.get(index).toClass(),
							failed.parameters.get(index).toClass()));
	}

	/**
	 * Return whether the result can be cast to that of the failed method.
	 */
	boolean mayReturnWhat(Signature failed) {
		return this.result.toClass().isAssignableFrom(failed.result.toClass());
	}

	boolean returnsWhat(Signature failed) {
		Class<?> expected = failed.result.toClass();
		return ClassUtils.isAssignable(expected, this.result.toClass()) || (failed.suspending
				&& "kotlin.Unit".equals(expected.getName()) && this.result.toClass() == void.class);
	}

	/**
	 * Return the possible signatures of fallbacks for this method.
	 */
	List<String> ofFallbacks(String name) {
		String prefix = text(this.result) + " " + name + "(";
		String arguments = this.parameters.stream().map((type) -> text(type) + ", ").collect(Collectors.joining());
		return arguments.isEmpty() ? List.of(prefix + "Throwable)")
				: List.of(prefix + arguments + "Throwable)", prefix + "Throwable)");
	}

	private static List<Class<?>> classes(List<ResolvableType> types) {
		return types.stream().<Class<?>>map(ResolvableType::toClass).toList();
	}

	String text(String name) {
		return text(this.result) + " " + name
				+ this.parameters.stream().map(Signature::text).collect(Collectors.joining(", ", "(", ")"));
	}

	private static String text(ResolvableType type) {
		Type asWritten = type.getType();
		String name = (asWritten instanceof Class<?>) ? type.toClass().getTypeName() : type.toString();
		return name.replaceAll("(\\w+\\.)+(?=\\w)", "").replaceAll("\\w+\\$", "");
	}

}
