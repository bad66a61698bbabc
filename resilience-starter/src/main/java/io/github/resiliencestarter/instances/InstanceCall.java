package io.github.resiliencestarter.instances;

import io.github.resiliencestarter.guard.Attempt;
import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.ServiceInstance;

/**
 * Code that makes one attempt of a call, at one instance.
 *
 * @param <T> the type of the result
 */
@FunctionalInterface
public interface InstanceCall<T extends @Nullable Object> {

	/**
	 * Makes one attempt.
	 * @param attempt the attempt, which knows the time that it has left
	 * @param instance the instance to call
	 * @return the result
	 * @throws Exception if it fails
	 */
	T attempt(Attempt attempt, ServiceInstance instance) throws Exception;

}
