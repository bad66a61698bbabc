package io.github.resiliencestarter.loadbalancing;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.resiliencestarter.context.ContextKey;
import io.github.resiliencestarter.context.ContextSlot;
import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.client.loadbalancer.RequestDataContext;

/**
 * Instances that the attempts of one call have gone to, so that the next attempt goes to
 * another. Passed in the attributes of a reactive request, or bound to the thread of a
 * blocking one. Safe for use by one thread after another.
 */
public final class TriedInstances {

	/**
	 * Name of the request attribute.
	 */
	public static final String ATTRIBUTE = TriedInstances.class.getName();

	// The blocking load balancer gives its suppliers and watchers no request attributes
	private static final ContextSlot<TriedInstances> CURRENT = new ContextSlot<>(ContextKey.TRIED_INSTANCES);

	private final Set<Address> instances;

	private volatile boolean exhausted;

	private volatile boolean givenUp;

	private volatile @Nullable Target target;

	private volatile @Nullable Visit visit;

	private volatile @Nullable Visit last;

	private VisitWatcher.@Nullable Blocking around;

	/**
	 * Creates the instances of a call that begins.
	 */
	public TriedInstances() {
		this.instances = ConcurrentHashMap.newKeySet(2);
	}

	private TriedInstances(TriedInstances first) {
		this.instances = first.instances;
		this.target = first.target;
		this.last = first.last;
	}

	/**
	 * Returns the instances for a second request of the current attempt, which runs at
	 * the same time: both know all instances, but each has its own visit.
	 * @return the instances, to be used by another thread
	 */
	public TriedInstances forSecond() {
		return new TriedInstances(this);
	}

	/**
	 * Returns the instances that the call of a request has tried.
	 * @param request the request
	 * @return the instances, or {@code null} if they are not tracked
	 */
	public static @Nullable TriedInstances of(Request<?> request) {
		if (request.getContext() instanceof RequestDataContext context && context.getClientRequest() != null
				&& context.getClientRequest().getAttributes().get(ATTRIBUTE) instanceof TriedInstances inRequest) {
			return inRequest;
		}
		return CURRENT.get();
	}

	/**
	 * Returns the instances that the call of this thread has tried.
	 * @return the instances, or {@code null} if they are not tracked
	 */
	public static @Nullable TriedInstances current() {
		return CURRENT.get();
	}

	/**
	 * Begins another attempt, on this thread.
	 * @param tried the instances that its call has tried, or {@code null} if they are not
	 * tracked
	 */
	public static void begin(@Nullable TriedInstances tried) {
		if (tried != null) {
			tried.next();
			tried.around = VisitWatcher.current();
		}
		CURRENT.replace(tried);
	}

	/**
	 * Ends the attempt of this thread, and with it a visit that was not reported as
	 * complete.
	 * @param tried the instances that its call has tried, or {@code null} if they are not
	 * tracked
	 * @param outer the instances that the call around it has tried, or {@code null}
	 */
	public static void end(@Nullable TriedInstances tried, @Nullable TriedInstances outer) {
		CURRENT.replace(outer);
		if (tried != null) {
			VisitWatcher.giveUpUntil(tried.around);
			tried.around = null;
		}
	}

	/**
	 * Begins another attempt.
	 */
	public void next() {
		this.exhausted = false;
		this.visit = null;
	}

	/**
	 * Records the instance that an attempt goes to.
	 * @param instance the instance
	 */
	public void add(ServiceInstance instance) {
		this.instances.add(Address.of(instance));
	}

	/**
	 * Records that the load balancer had no instance.
	 */
	public void noneAvailable() {
		this.exhausted = true;
	}

	/**
	 * Returns whether the load balancer had no instance.
	 * @return whether there was no instance
	 */
	public boolean wasNoneAvailable() {
		return this.exhausted;
	}

	/**
	 * Returns the visit of the last attempt.
	 * @return the visit, or {@code null} if our load balancer did not choose the instance
	 */
	public @Nullable Visit visit() {
		return this.visit;
	}

	/**
	 * Returns the visit of the last attempt of a call.
	 * @param tried the instances that the call has tried, or {@code null} if they are not
	 * tracked
	 * @return the visit, or {@code null} if our load balancer did not choose the instance
	 */
	public static @Nullable Visit visitOf(@Nullable TriedInstances tried) {
		return (tried != null) ? tried.visit : null;
	}

	/**
	 * Returns whether there is a healthy instance that has not been tried yet.
	 * @return whether there is one; {@code false} if another load balancer chooses
	 */
	public boolean hasOther() {
		Target target = this.target;
		return target != null && target.hasOther(this);
	}

	/**
	 * Returns whether a second request may go to another instance: one is available, and
	 * none is ejected.
	 * @return whether it may; {@code false} if another load balancer chooses, or the
	 * first request has no instance yet
	 */
	public boolean hasSpare() {
		Target target = this.target;
		return target != null && !isFirst() && target.hasSpare(this);
	}

	/**
	 * Records that the response of the instance is no longer needed, which is not a
	 * failure of the instance.
	 */
	public void giveUp() {
		this.givenUp = true;
		Visit visit = this.visit;
		if (visit != null) {
			visit.end(Result.GIVEN_UP);
		}
	}

	/**
	 * Returns the instances that have not been tried, or all of them if all have, for
	 * load balancers other than ours.
	 * @param instances all instances
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
	 * Lets a target choose; it takes the tried instances into account.
	 */
	void chosenBy(Target target) {
		this.target = target;
	}

	/**
	 * Returns the visit of the attempt before the next one.
	 */
	@Nullable Visit last() {
		return this.last;
	}

	boolean wasLast(Instance instance) {
		Visit last = this.last;
		return last != null && instance.address().equals(last.instance().address());
	}

	void visiting(Visit visit) {
		this.last = visit;
		this.visit = visit;
		if (this.givenUp) {
			visit.end(Result.GIVEN_UP);
		}
	}

}
