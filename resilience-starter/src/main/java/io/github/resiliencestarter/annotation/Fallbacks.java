package io.github.resiliencestarter.annotation;

import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.KotlinDetector;
import org.springframework.util.ReflectionUtils;

/**
 * Fallbacks of one method. The one for the most specific type of exception answers; its
 * own annotations apply, unless no proxy can intercept it.
 */
final class Fallbacks {

	private final FallbackReceiver receiver;

	private final Map<Class<?>, FallbackMethod> methods;

	/**
	 * Create the fallbacks of a method.
	 * @param beanFactory where the beans come from that have fallbacks for others
	 * @param methods the methods; of two for the same type of exception the first one
	 * counts
	 */
	Fallbacks(BeanFactory beanFactory, List<FallbackMethod> methods) {
		this.receiver = new FallbackReceiver(beanFactory);
		this.methods = new HashMap<>();
		methods.forEach((method) -> this.methods.computeIfAbsent(method.exceptionType(), (type) -> callable(method)));
	}

	/**
	 * Return the method as an object of our own: others that find it by reflection may
	 * make theirs inaccessible while we call it (resilience4j#878).
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
	 * Answer for a call that has failed.
	 * @return what the fallback returns
	 * @throws Throwable the failure, if there is no fallback for it, or what the fallback
	 * throws
	 */
	@Nullable Object answer(MethodInvocation invocation, Throwable failure) throws Throwable {
		FallbackMethod fallback = find(failure.getClass());
		if (fallback == null) {
			throw failure;
		}
		@Nullable Object[] arguments = arguments(fallback, invocation.getArguments(), failure);
		if (!takes(fallback.method(), arguments)) {
			throw failure;
		}
		return this.receiver.call(fallback, invocation, arguments);
	}

	// The parameter may be the primitive of a box that has nothing in it
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
		// A suspending function has the continuation behind the exception
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
