package io.github.resiliencestarter.annotation;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the last good answers of methods with {@link LastGoodAnswer @LastGoodAnswer}.
 */
public interface LastGoodAnswers {

	/**
	 * Makes a call.
	 * @param spec the annotation
	 * @param target the name of the target in meters
	 * @param invocation the call
	 * @param protectedCall runs the method with its retries and its circuit breaker
	 * @return what the method returns, or the last good answer
	 * @throws Throwable the failure, if there is no answer
	 */
	@Nullable Object call(LastGoodSpec spec, String target, MethodInvocation invocation, ProtectedCall protectedCall)
			throws Throwable;

	/**
	 * Call of the method as its other annotations protect it.
	 */
	@FunctionalInterface
	interface ProtectedCall {

		/**
		 * Runs the call.
		 * @return what the method returns
		 * @throws Throwable if the call fails or is rejected
		 */
		@Nullable Object run() throws Throwable;

	}

}
