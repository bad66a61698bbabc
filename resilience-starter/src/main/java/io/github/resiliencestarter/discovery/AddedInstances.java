package io.github.resiliencestarter.discovery;

import java.util.List;
import java.util.function.DoubleConsumer;

import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.ServiceInstance;

/**
 * Listener between a watch and its list that detects instances that the registry did not
 * list before. A watch calls it from one thread at a time.
 */
class AddedInstances implements InstanceWatch.Listener {

	private final InstanceWatch.Listener listener;

	private final DoubleConsumer shares;

	private volatile @Nullable List<ServiceInstance> before;

	/**
	 * Create a listener.
	 * @param listener the listener to notify first
	 * @param shares what receives the share of added instances among all, if there are
	 * any
	 */
	AddedInstances(InstanceWatch.Listener listener, DoubleConsumer shares) {
		this.listener = listener;
		this.shares = shares;
	}

	@Override
	public void onInstances(List<ServiceInstance> instances, boolean pushed) {
		this.listener.onInstances(instances, pushed);
		List<ServiceInstance> before = this.before;
		this.before = instances;
		double share = (before != null) ? ListChange.addedShare(before, instances) : 0;
		if (share > 0) {
			this.shares.accept(share);
		}
	}

	@Override
	public void onFailure(String reason, boolean heardUntilNow) {
		this.listener.onFailure(reason, heardUntilNow);
	}

}
