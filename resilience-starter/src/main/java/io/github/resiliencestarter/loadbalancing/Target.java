package io.github.resiliencestarter.loadbalancing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.ServiceInstance;

/**
 * Target of calls with all its instances: chooses one for each attempt and learns from
 * the results. Safe for use by many threads.
 */
public final class Target {

	// Maximum delay of a rule that depends on time
	private static final long UNSETTLED = 50_000_000;

	// An instance that has been off the list for this long is new when it returns;
	// suppliers whose lists depend on the request leave some out for less
	private static final long ABSENT = 1_000_000_000;

	private static final List<ServiceInstance> NONE = List.of();

	private final String name;

	private final Weights weights = new Weights();

	private final List<CandidateFilter> filters;

	private final TimeAndChance time;

	private final Ejector ejector;

	private final Map<Address, Instance> instances = new ConcurrentHashMap<>();

	private final AtomicInteger revision = new AtomicInteger();

	private final ReentrantLock lock = new ReentrantLock();

	private volatile LoadBalancingSettings settings;

	private volatile Snapshot snapshot;

	Target(String name, LoadBalancingSettings settings, List<CandidateFilter> filters, TimeAndChance time,
			LoadBalancingListener listener) {
		this.name = name;
		this.settings = settings;
		this.filters = filters;
		this.time = time;
		this.ejector = new Ejector(this, listener, time.now());
		this.snapshot = new Snapshot(new Snapshot.Source(NONE, 0, 0),
				new Snapshot.Parts(List.of(), List.of(), List.of()), time.dice());
	}

	/**
	 * Returns the name of the target.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Returns the number of instances in a state, as of the last call.
	 * @param state the state
	 * @return the number of instances
	 */
	public int count(InstanceState state) {
		return this.snapshot.count(state);
	}

	/**
	 * Returns the state of each instance that was listed at the last call. Changes
	 * nothing, so that observers may call it.
	 * @return the states at this moment
	 */
	public List<InstanceStatus> instances() {
		return this.snapshot.status(this.time.now());
	}

	/**
	 * Ejects an instance at the request of an operator. It gets neither calls nor probes
	 * for the given time, unless all others are ejected too; then probes may return it to
	 * rotation.
	 * @param address the host and port of the instance
	 * @param duration the time
	 * @return whether the target has the instance
	 */
	public boolean eject(String address, Duration duration) {
		return command(address, (instance) -> this.ejector.hold(instance, duration, this.time.now()));
	}

	/**
	 * Returns an ejected instance to rotation at the request of an operator.
	 * @param address the host and port of the instance
	 * @return whether the target has the instance
	 */
	public boolean readmit(String address) {
		return command(address, (instance) -> this.ejector.release(instance, this.time.now()));
	}

	private boolean command(String address, Consumer<Instance> command) {
		List<Instance> found = this.snapshot.all()
			.stream()
			.filter((instance) -> instance.address().toString().equals(address))
			.toList();
		found.forEach(command);
		snapshot(this.snapshot.list(), this.time.now());
		return !found.isEmpty();
	}

	/**
	 * Chooses the instance of an attempt.
	 * @param list the list of instances, the same object until it changes
	 * @param tried the instances that the call has gone to already
	 * @return the instance, or {@code null} if there is none
	 */
	@Nullable Instance choose(List<ServiceInstance> list, @Nullable TriedInstances tried) {
		long now = this.time.now();
		Snapshot snapshot = snapshot(list, now);
		if (tried != null && !tried.isFirst()) {
			this.ejector.retriedElsewhere(tried.last(), now);
			return other(snapshot, tried, now);
		}
		Instance probe = snapshot.dueForProbe(now);
		if (probe != null) {
			return probe;
		}
		// One by one, because silent instances are rarely chosen
		this.ejector.ejectIfSilent(snapshot.inspect(), now);
		Instance chosen = snapshot.choose(this.settings.algorithm(), this.time.dice(), now);
		return this.ejector.ejectIfSilent(chosen, now) ? other(snapshot, null, now) : chosen;
	}

	// With many instances, a few random draws find another; with few, a search does
	private @Nullable Instance other(Snapshot snapshot, @Nullable TriedInstances tried, long now) {
		for (int i = 0; i < 4; i++) {
			Instance chosen = snapshot.choose(this.settings.algorithm(), this.time.dice(), now);
			if (chosen == null || isOther(chosen, tried)) {
				return chosen;
			}
		}
		int start = this.time.dice().nextInt(1 << 16);
		Instance found = snapshot.find((instance) -> isOther(instance, tried), start);
		if (found == null) {
			found = snapshot.find((instance) -> tried == null || !tried.contains(instance.address()), start);
		}
		if (found == null) {
			found = snapshot.find((instance) -> isOther(instance, null) && (tried == null || !tried.wasLast(instance)),
					start);
		}
		return (found != null) ? found : snapshot.choose(this.settings.algorithm(), this.time.dice(), now);
	}

	/**
	 * Returns whether there is a healthy instance that has not been tried.
	 */
	boolean hasOther(TriedInstances tried) {
		return this.snapshot.isAny((instance) -> isOther(instance, tried));
	}

	/**
	 * Returns whether another instance is available and healthy.
	 */
	boolean hasSoundBut(Instance instance) {
		int tooMany = this.settings.ejection().consecutiveErrors();
		return this.snapshot.isAny((other) -> other != instance && other.ejected() == null && other.errors() < tooMany);
	}

	/**
	 * Returns whether a second request may go to an instance that has not been tried: one
	 * is available and in use, and no instance is ejected, because the others may lack
	 * the strength for more than their share.
	 */
	boolean hasSpare(TriedInstances tried) {
		Snapshot snapshot = this.snapshot;
		return snapshot.isAnyInUse((instance) -> isOther(instance, tried))
				&& !snapshot.isAny((instance) -> instance.ejected() != null);
	}

	private static boolean isOther(Instance instance, @Nullable TriedInstances tried) {
		return instance.ejected() == null && (tried == null || !tried.contains(instance.address()));
	}

	private Snapshot snapshot(List<ServiceInstance> list, long now) {
		Snapshot snapshot = this.snapshot;
		if (snapshot.isOf(list, this.revision.get(), now)) {
			return snapshot;
		}
		boolean usable = !snapshot.list().isEmpty();
		// Another thread is renewing it: the previous one is good enough
		if (usable && !this.lock.tryLock()) {
			return snapshot;
		}
		if (!usable) {
			this.lock.lock();
		}
		try {
			return refresh(list, now);
		}
		finally {
			this.lock.unlock();
		}
	}

	private Snapshot refresh(List<ServiceInstance> list, long now) {
		Snapshot known = this.snapshot;
		int revision = this.revision.get();
		List<Instance> all = (known.list() == list || known.list().equals(list)) ? known.all() : update(list, now);
		List<Candidate> candidates = this.weights.of(all);
		List<Instance> fit = candidates.stream().map(Candidate::instance).toList();
		boolean settled = true;
		for (CandidateFilter filter : this.filters) {
			candidates = filter.apply(candidates, now);
			settled &= filter.isSettled();
		}
		Snapshot fresh = new Snapshot(new Snapshot.Source(list, revision, settled ? 0 : now + UNSETTLED),
				new Snapshot.Parts(all, fit, candidates), this.time.dice());
		this.snapshot = fresh;
		return fresh;
	}

	private List<Instance> update(List<ServiceInstance> list, long now) {
		Snapshot known = this.snapshot;
		known.all().forEach((instance) -> instance.seen(instance.service(), now));
		List<Instance> all = new ArrayList<>();
		for (ServiceInstance service : list) {
			Instance instance = this.instances.get(Address.of(service));
			if (instance == null || instance.isOfOtherProcess(service) || instance.seen(service, now) > ABSENT) {
				instance = new Instance(service, this.settings, now);
				this.instances.put(instance.address(), instance);
				if (!known.all().isEmpty()) {
					instance.startSlowly(this.settings.slowStart(), now);
				}
			}
			all.add(instance);
		}
		this.instances.values().removeIf((instance) -> instance.isAbsentFor(ABSENT, now));
		return List.copyOf(all);
	}

	/**
	 * Returns whether an instance is still one of the target's: calls may outlive it.
	 */
	boolean has(Instance instance) {
		return this.instances.get(instance.address()) == instance;
	}

	/**
	 * Begins an attempt at an instance.
	 * @return the attempt, which must be ended, or {@code null} if the instance is not
	 * one of this target's
	 */
	@Nullable Visit begin(ServiceInstance service) {
		Instance instance = this.instances.get(Address.of(service));
		if (instance == null) {
			return null;
		}
		Visit visit = new Visit(this, instance, this.time.now());
		instance.load().begin(visit);
		return visit;
	}

	void ended(Visit visit, Result result) {
		visit.instance().load().end(visit, result, this.time.now());
		judge(visit, result);
	}

	void judge(Visit visit, Result result) {
		visit.instance().load().judge(visit, result);
		this.ejector.judge(visit, result, this.time.now());
	}

	LoadBalancingSettings settings() {
		return this.settings;
	}

	/**
	 * Changes the settings from the next choice on, as far as they can change.
	 */
	void change(LoadBalancingSettings settings) {
		change(() -> this.settings = this.settings.withChangeable(settings));
	}

	Snapshot current() {
		return this.snapshot;
	}

	/**
	 * Changes the health of an instance, one change at a time.
	 */
	void change(Runnable change) {
		this.lock.lock();
		try {
			change.run();
			this.revision.incrementAndGet();
		}
		finally {
			this.lock.unlock();
		}
	}

}
