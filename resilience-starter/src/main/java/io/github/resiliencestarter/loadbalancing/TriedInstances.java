package io.github.resiliencestarter.loadbalancing;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.client.loadbalancer.RequestDataContext;

/**
 * Instances that the attempts of one call have gone to, so that the next goes to another.
 * Travels in the attributes of a reactive request, and with the thread of a blocking one.
 * One attempt at a time; safe for use by the threads of one after another.
 */
public final class TriedInstances {

	/**
	 * Name of the request attribute.
	 */
	public static final String ATTRIBUTE = TriedInstances.class.getName();

	// The blocking load balancer gives its suppliers and watchers no request attributes
	private static final ThreadLocal<@Nullable TriedInstances> CURRENT = new ThreadLocal<>();

	private final Set<Address> instances = ConcurrentHashMap.newKeySet(2);

	private volatile boolean exhausted;

	private volatile @Nullable Target target;

	private volatile @Nullable Visit visit;

	private volatile @Nullable Address last;

	/**
	 * Find those of a request.
	 * @param request the request
	 * @return the instances, or {@code null} if nobody remembers them
	 */
	public static @Nullable TriedInstances of(Request<?> request) {
		if (request.getContext() instanceof RequestDataContext context && context.getClientRequest() != null
				&& context.getClientRequest().getAttributes().get(ATTRIBUTE) instanceof TriedInstances inRequest) {
			return inRequest;
		}
		return CURRENT.get();
	}

	/**
	 * Bind to this thread, for the requests that it makes.
	 * @param tried the instances, or {@code null} for none
	 * @return what was bound before
	 */
	public static @Nullable TriedInstances bind(@Nullable TriedInstances tried) {
		TriedInstances before = CURRENT.get();
		if (tried != null) {
			CURRENT.set(tried);
		}
		else {
			CURRENT.remove();
		}
		return before;
	}

	/**
	 * Begin another attempt.
	 */
	public void next() {
		this.exhausted = false;
		this.visit = null;
	}

	/**
	 * Take note of where an attempt goes.
	 * @param instance the instance
	 */
	public void add(ServiceInstance instance) {
		this.instances.add(Address.of(instance));
	}

	/**
	 * Take note that the load balancer had nothing to offer.
	 */
	public void noneAvailable() {
		this.exhausted = true;
	}

	/**
	 * Return whether the load balancer had nothing to offer.
	 * @return whether there was no instance
	 */
	public boolean wasNoneAvailable() {
		return this.exhausted;
	}

	/**
	 * Return the visit of the last attempt.
	 * @return the visit, or {@code null} if it has not come to any instance of ours
	 */
	public @Nullable Visit visit() {
		return this.visit;
	}

	/**
	 * Return whether there is an instance fit for calls that has not been tried yet.
	 * @return whether there is one; not if another load balancer chooses
	 */
	public boolean hasOther() {
		Target target = this.target;
		return target != null && target.hasOther(this);
	}

	/**
	 * Leave the instances that have not been tried, or all of them if all have, for load
	 * balancers that do not ask.
	 * @param instances the instances that there are
	 * @return those to choose from
	 */
	public List<ServiceInstance> prefer(List<ServiceInstance> instances) {
		if (isFirst() || this.target != null) {
			return instances;
		}
		List<ServiceInstance> others = instances.stream()
			.filter((instance) -> !contains(Address.of(instance)))
			.toList();
		return others.isEmpty() ? instances : others;
	}

	boolean isFirst() {
		return this.instances.isEmpty();
	}

	boolean contains(Address address) {
		return this.instances.contains(address);
	}

	/**
	 * Let a target choose, which itself asks for what has been tried.
	 */
	void chosenBy(Target target) {
		this.target = target;
	}

	boolean wasLast(Instance instance) {
		return instance.address().equals(this.last);
	}

	void visiting(Visit visit) {
		this.last = visit.instance().address();
		this.visit = visit;
	}

}
