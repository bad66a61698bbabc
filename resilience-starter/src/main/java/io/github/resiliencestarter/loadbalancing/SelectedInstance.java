package io.github.resiliencestarter.loadbalancing;

import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.ServiceInstance;

/**
 * Instance that has been selected for an attempt. The load balancer regards the attempt
 * as in flight from {@link #begin()} to {@link #end}.
 */
public final class SelectedInstance {

	private final ServiceInstance instance;

	private final Runnable beginning;

	private final Consumer<@Nullable Throwable> completion;

	SelectedInstance(ServiceInstance instance, Runnable beginning, Consumer<@Nullable Throwable> completion) {
		this.instance = instance;
		this.beginning = beginning;
		this.completion = completion;
	}

	/**
	 * Returns the instance.
	 * @return the instance
	 */
	public ServiceInstance instance() {
		return this.instance;
	}

	/**
	 * Begins the attempt at the instance.
	 */
	public void begin() {
		this.beginning.run();
	}

	/**
	 * Ends the attempt at the instance.
	 * @param failure the failure, or {@code null} if there is none
	 */
	public void end(@Nullable Throwable failure) {
		this.completion.accept(failure);
	}

}
