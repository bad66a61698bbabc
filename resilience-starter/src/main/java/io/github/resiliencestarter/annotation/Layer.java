package io.github.resiliencestarter.annotation;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/**
 * Layer around a method: a stage, a fallback, or the method itself. Stateless but for the
 * Resilience4j instance that it holds; safe for use by many threads.
 */
interface Layer {

	/**
	 * Make the call, or refuse it.
	 * @param invocation the call
	 * @return its result
	 * @throws Throwable what the call or this layer throws
	 */
	@Nullable Object call(MethodInvocation invocation) throws Throwable;

}
