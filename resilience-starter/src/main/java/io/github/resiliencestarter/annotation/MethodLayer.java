package io.github.resiliencestarter.annotation;

import io.github.resiliencestarter.guard.Enclosing;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.interceptor.ExposeInvocationInterceptor;

/**
 * The method itself, which knows what is around it: the guard of a client within leaves
 * the same instances out.
 *
 * @param enclosing the instances around the method, or {@code null} if there is none that
 * a guard has too
 * @param elsewhere whether another thread than the caller's may run it: advice of AspectJ
 * within asks its thread for the invocation
 */
record MethodLayer(@Nullable Enclosing enclosing, boolean elsewhere) implements Layer {

	@Override
	public @Nullable Object call(MethodInvocation invocation) throws Throwable {
		return (this.enclosing != null) ? this.enclosing.within(Enclosing.current()).around(() -> proceed(invocation))
				: proceed(invocation);
	}

	private @Nullable Object proceed(MethodInvocation invocation) throws Throwable {
		return this.elsewhere ? ExposeInvocationInterceptor.INSTANCE.invoke(invocation) : invocation.proceed();
	}

}
