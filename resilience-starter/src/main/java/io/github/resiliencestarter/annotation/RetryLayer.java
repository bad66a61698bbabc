package io.github.resiliencestarter.annotation;

import io.github.resilience4j.retry.Retry;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.ProxyMethodInvocation;

/**
 * Retry around a method that returns its result directly.
 *
 * @param retry the retry
 * @param next the layer inside this one
 */
record RetryLayer(Retry retry, Layer next) implements Layer {

	@Override
	public @Nullable Object call(MethodInvocation invocation) throws Throwable {
		Retry.Context<@Nullable Object> context = this.retry.context();
		while (true) {
			try {
				Object result = this.next.call(attempt(invocation));
				if (!context.onResult(result)) {
					context.onComplete();
					return result;
				}
			}
			catch (Exception ex) {
				context.onError(ex);
			}
		}
	}

	/**
	 * Return a copy for one attempt: an invocation can go through the inner advisors only
	 * once.
	 */
	static MethodInvocation attempt(MethodInvocation invocation) {
		return (invocation instanceof ProxyMethodInvocation proxied) ? proxied.invocableClone(invocation.getArguments())
				: invocation;
	}

}
