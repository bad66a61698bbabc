package io.github.resiliencestarter.annotation;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.KotlinDetector;
import org.springframework.util.ReflectionUtils;

/**
 * Fallbacks of one method. The one for the most specific type of exception answers; its
 * own annotations apply, unless it is private, final or static.
 */
final class Fallbacks {

	private static final int NOT_INTERCEPTABLE = Modifier.PRIVATE | Modifier.FINAL | Modifier.STATIC;

	private final BeanFactory beanFactory;

	private final Map<Class<?>, FallbackMethod> methods;

	/**
	 * Create the fallbacks of a method.
	 * @param beanFactory where the beans come from that have fallbacks for others
	 * @param methods the methods; of two for the same type of exception the first one
	 * counts
	 */
	Fallbacks(BeanFactory beanFactory, List<FallbackMethod> methods) {
		this.beanFactory = beanFactory;
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
		return AopUtils.invokeJoinpointUsingReflection(receiver(fallback, invocation), fallback.method(),
				arguments(fallback, invocation.getArguments(), failure));
	}

	private @Nullable FallbackMethod find(@Nullable Class<?> failure) {
		FallbackMethod fallback = null;
		for (Class<?> type = failure; type != null && fallback == null; type = type.getSuperclass()) {
			fallback = this.methods.get(type);
		}
		return fallback;
	}

	private @Nullable Object receiver(FallbackMethod fallback, MethodInvocation invocation) {
		Object bean = (fallback.beanName() != null) ? this.beanFactory.getBean(fallback.beanName()) : proxy(invocation);
		boolean interceptable = (fallback.method().getModifiers() & NOT_INTERCEPTABLE) == 0
				&& fallback.method().getDeclaringClass().isInstance(bean);
		if (interceptable) {
			return bean;
		}
		return (fallback.beanName() != null)
				? Objects.requireNonNullElse(AopProxyUtils.getSingletonTarget(Objects.requireNonNull(bean)), bean)
				: invocation.getThis();
	}

	private static @Nullable Object proxy(MethodInvocation invocation) {
		return (invocation instanceof ProxyMethodInvocation proxied) ? proxied.getProxy() : invocation.getThis();
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
