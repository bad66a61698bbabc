package io.github.resiliencestarter.annotation;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/**
 * Layer around a method: a stage, a fallback, or the method itself. Has no state except
 * for its Resilience4j instance, and is thread-safe.
 */
interface Layer {

	/**
	 * Make the call or reject it.
	 * @param invocation the call
	 * @return the result
	 * @throws Throwable what the call or this layer throws
	 */
	@Nullable Object call(MethodInvocation invocation) throws Throwable;

}
