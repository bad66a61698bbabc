package io.github.resiliencestarter.annotation;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.aop.aspectj.MethodInvocationProceedingJoinPoint;

/**
 * Join point that proceeds with a layer.
 */
class LayerJoinPoint extends MethodInvocationProceedingJoinPoint {

	private final ProxyMethodInvocation invocation;

	private final Layer next;

	LayerJoinPoint(MethodInvocation invocation, Layer next) {
		this((ProxyMethodInvocation) invocation, next);
	}

	private LayerJoinPoint(ProxyMethodInvocation invocation, Layer next) {
		super(invocation);
		this.invocation = invocation;
		this.next = next;
	}

	@Override
	public @Nullable Object proceed() throws Throwable {
		return proceed(this.invocation.getArguments());
	}

	@Override
	public @Nullable Object proceed(@Nullable Object[] arguments) throws Throwable {
		return this.next.call(this.invocation.invocableClone(arguments));
	}

}
