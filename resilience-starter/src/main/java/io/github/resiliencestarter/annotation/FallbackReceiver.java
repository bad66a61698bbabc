package io.github.resiliencestarter.annotation;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.aop.TargetSource;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.util.ClassUtils;

/**
 * Calls a fallback on the right object: on the outermost proxy that can pass on the call,
 * so that the fallback's own annotations apply, or else on its target.
 */
final class FallbackReceiver {

	private static final int NEVER_OVERRIDDEN = Modifier.PRIVATE | Modifier.FINAL | Modifier.STATIC;

	private static final int OVERRIDDEN_EVERYWHERE = Modifier.PUBLIC | Modifier.PROTECTED;

	private final BeanFactory beanFactory;

	FallbackReceiver(BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Call a fallback.
	 * @param fallback the fallback
	 * @param invocation the call that has failed
	 * @param arguments the arguments of the fallback
	 * @return what the fallback returns
	 * @throws Throwable what the fallback throws
	 */
	@Nullable Object call(FallbackMethod fallback, MethodInvocation invocation, @Nullable Object[] arguments) throws Throwable {
		if (fallback.beanName() != null) {
			return call(this.beanFactory.getBean(fallback.beanName()), fallback.method(), arguments);
		}
		Object proxy = (invocation instanceof ProxyMethodInvocation proxied) ? proxied.getProxy() : null;
		return (proxy != null && passesOn(proxy, fallback.method()))
				? AopUtils.invokeJoinpointUsingReflection(proxy, fallback.method(), arguments)
				: call(invocation.getThis(), fallback.method(), arguments);
	}

	private @Nullable Object call(@Nullable Object object, Method method, @Nullable Object[] arguments)
			throws Throwable {
		if (!(object instanceof Advised advised) || passesOn(object, method)) {
			return AopUtils.invokeJoinpointUsingReflection(object, method, arguments);
		}
		TargetSource source = advised.getTargetSource();
		Object target = source.getTarget();
		try {
			return call(target, method, arguments);
		}
		finally {
			if (target != null && !source.isStatic()) {
				source.releaseTarget(target);
			}
		}
	}

	private static boolean passesOn(Object object, Method method) {
		return method.getDeclaringClass().isInstance(object)
				&& (!AopUtils.isCglibProxy(object) || isOverridden(method, object.getClass()));
	}

	private static boolean isOverridden(Method method, Class<?> subclass) {
		int modifiers = method.getModifiers();
		Class<?> type = method.getDeclaringClass();
		return (modifiers & NEVER_OVERRIDDEN) == 0 && ((modifiers & OVERRIDDEN_EVERYWHERE) != 0
				|| (ClassUtils.getPackageName(type).equals(ClassUtils.getPackageName(subclass))
						&& type.getClassLoader() == subclass.getClassLoader()));
	}

}
