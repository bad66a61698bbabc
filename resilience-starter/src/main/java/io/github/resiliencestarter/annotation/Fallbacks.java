package io.github.resiliencestarter.annotation;

import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.github.resiliencestarter.failure.RejectedCall;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.KotlinDetector;
import org.springframework.util.ReflectionUtils;

/**
 * Fallbacks of one method. The one for the most specific type of exception is called. Its
 * own annotations apply unless no proxy can intercept it.
 */
final class Fallbacks {

	private final FallbackReceiver receiver;

	private final Map<Class<?>, FallbackMethod> methods;

	/**
	 * Create the fallbacks of a method.
	 * @param beanFactory provides the beans that have fallbacks for other beans
	 * @param methods the methods; the first one is used if there are two for the same
	 * type of exception
	 */
	Fallbacks(BeanFactory beanFactory, List<FallbackMethod> methods) {
		this.receiver = new FallbackReceiver(beanFactory);
		this.methods = new HashMap<>();
		methods.forEach((method) -> this.methods.computeIfAbsent(method.exceptionType(), (type) -> callable(method)));
	}

	/**
	 * Return a separate {@link Method} object: code that looks up the same method by
	 * reflection may make its object inaccessible while we call it (resilience4j#878).
	 */
	private static FallbackMethod callable(FallbackMethod fallback) {
		Method found = fallback.method();
		try {
			Method own = found.getDeclaringClass().getDeclaredMethod(found.getName(), found.getParameterTypes());
			ReflectionUtils.makeAccessible(own);
			return new FallbackMethod(own, fallback.exceptionType(), fallback.withArguments(), fallback.beanName());
		}
		catch (NoSuchMethodException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Call the fallback for a failed call.
	 * @return what the fallback returns
	 * @throws Throwable the failure, if there is no fallback for it, or what the fallback
	 * throws
	 */
	@Nullable Object recover(MethodInvocation invocation, Throwable failure) throws Throwable {
		Throwable rejection = RejectedCall.unwrap(failure);
		FallbackMethod ofRejection = (rejection != failure) ? this.methods.get(rejection.getClass()) : null;
		FallbackMethod fallback = (ofRejection != null) ? ofRejection : find(failure.getClass());
		if (fallback == null) {
			throw failure;
		}
		@Nullable Object[] arguments = arguments(fallback, invocation.getArguments(),
				(ofRejection != null) ? rejection : failure);
		if (!takes(fallback.method(), arguments)) {
			throw failure;
		}
		return this.receiver.call(fallback, invocation, arguments);
	}

	// The fallback may take a primitive where the failed method takes a wrapper that is
	// null
	private static boolean takes(Method fallback, @Nullable Object[] arguments) {
		Class<?>[] types = fallback.getParameterTypes();
		return IntStream.range(0, types.length)
			.noneMatch((index) -> types[index].isPrimitive() && arguments[index] == null);
	}

	private @Nullable FallbackMethod find(@Nullable Class<?> failure) {
		FallbackMethod fallback = null;
		for (Class<?> type = failure; type != null && fallback == null; type = type.getSuperclass()) {
			fallback = this.methods.get(type);
		}
		return fallback;
	}

	private static @Nullable Object[] arguments(FallbackMethod fallback, @Nullable Object[] arguments,
			Throwable failure) {
		int parameters = fallback.method().getParameterCount();
		@Nullable Object[] result = new @Nullable Object[parameters];
		// In a suspending function, the continuation comes after the exception
		boolean suspending = KotlinDetector.isSuspendingFunction(fallback.method());
		int exception = parameters - (suspending ? 2 : 1);
		if (fallback.withArguments()) {
			System.arraycopy(arguments, 0, result, 0, exception);
		}
		result[exception] = failure;
		if (suspending) {
			result[parameters - 1] = arguments[arguments.length - 1];
		}
		return result;
	}

}
