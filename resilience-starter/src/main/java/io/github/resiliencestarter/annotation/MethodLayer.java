package io.github.resiliencestarter.annotation;

import io.github.resiliencestarter.guard.Enclosing;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.interceptor.ExposeInvocationInterceptor;

/**
 * The method itself, as the innermost layer. It publishes the instances around it, so
 * that the guard of a client called inside does not apply the same instances again.
 *
 * @param enclosing the instances around the method, or {@code null} if there is none that
 * a guard can have too
 * @param elsewhere whether the method may run on a thread other than the caller's:
 * AspectJ advice inside looks up the invocation on its thread
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
