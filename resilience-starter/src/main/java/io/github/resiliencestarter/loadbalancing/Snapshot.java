package io.github.resiliencestarter.loadbalancing;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.ServiceInstance;

/**
 * Instances of a target between two changes, prepared for a fast choice.
 */
class Snapshot {

	private final List<ServiceInstance> list;

	private final int revision;

	private final List<Instance> all;

	private final List<Instance> fit;

	private final Instance[] ejected;

	private final List<Instance> inUse;

	private final Pool[] pools;

	private final double totalWeight;

	private final AtomicInteger nextProbe = new AtomicInteger();

	private final AtomicInteger nextInspection = new AtomicInteger();

	private final long staleAfter;

	Snapshot(Source source, Parts parts, RandomGenerator dice) {
		this.list = source.list();
		this.revision = source.revision();
		this.staleAfter = source.staleAfter();
		this.all = parts.all();
		this.fit = parts.fit();
		this.ejected = this.fit.stream().filter((instance) -> instance.ejected() != null).toArray(Instance[]::new);
		this.inUse = parts.candidates().stream().map(Candidate::instance).toList();
		this.pools = byWeight(parts.candidates(), dice);
		double total = 0;
		for (Pool pool : this.pools) {
			total += pool.weight();
		}
		this.totalWeight = total;
	}

	private static Pool[] byWeight(List<Candidate> candidates, RandomGenerator dice) {
		Map<Double, List<Candidate>> byWeight = new TreeMap<>();
		for (Candidate candidate : candidates) {
			byWeight.computeIfAbsent(candidate.weight(), (weight) -> new ArrayList<>()).add(candidate);
		}
		return byWeight.values().stream().map((pool) -> new Pool(pool, dice.nextInt(1 << 16))).toArray(Pool[]::new);
	}

	List<ServiceInstance> list() {
		return this.list;
	}

	boolean isOf(List<ServiceInstance> list, int revision, long now) {
		return this.list == list && this.revision == revision && (this.staleAfter == 0 || now - this.staleAfter < 0);
	}

	List<Instance> all() {
		return this.all;
	}

	int count(InstanceState state) {
		int available = this.fit.size() - this.ejected.length;
		return switch (state) {
			case EJECTED -> this.ejected.length;
			case AVAILABLE -> Math.min(available, this.inUse.size());
			case STANDBY -> Math.max(0, available - this.inUse.size());
		};
	}

	/**
	 * Returns the state of all instances, with ejections that are newer than this
	 * snapshot.
	 */
	List<InstanceStatus> status(long now) {
		Set<Instance> fit = new HashSet<>(this.fit);
		Set<Instance> inUse = new HashSet<>(this.inUse);
		// Those that have been readmitted since
		inUse.addAll(List.of(this.ejected));
		return this.all.stream().map((instance) -> {
			InstanceState other = fit.contains(instance) ? InstanceState.STANDBY : null;
			return instance.status(inUse.contains(instance) ? InstanceState.AVAILABLE : other, now);
		}).toList();
	}

	/**
	 * Returns an ejected instance that is due for a probe, which the caller must make.
	 */
	@Nullable Instance dueForProbe(long now) {
		if (this.ejected.length == 0) {
			return null;
		}
		Instance next = this.ejected[(this.nextProbe.getAndIncrement() & Integer.MAX_VALUE) % this.ejected.length];
		Ejected ejected = next.ejected();
		return (ejected != null && ejected.isDue(now) && next.tryProbe(now)) ? next : null;
	}

	/**
	 * Returns the instances in use in round-robin order.
	 */
	@Nullable Instance inspect() {
		int size = this.inUse.size();
		return (size > 1) ? this.inUse.get((this.nextInspection.getAndIncrement() & Integer.MAX_VALUE) % size) : null;
	}

	@Nullable Instance choose(Algorithm algorithm, RandomGenerator dice, long now) {
		if (this.pools.length <= 1) {
			return (this.pools.length == 1) ? this.pools[0].choose(algorithm, dice, now) : null;
		}
		double left = dice.nextDouble() * this.totalWeight;
		int pool = 0;
		while (pool < this.pools.length - 1 && left >= this.pools[pool].weight()) {
			left -= this.pools[pool].weight();
			pool++;
		}
		return this.pools[pool].choose(algorithm, dice, now);
	}

	/**
	 * Returns a matching instance, from those in use if possible.
	 * @param start the index to begin at, so that calls spread over all matches
	 */
	@Nullable Instance find(Predicate<Instance> condition, int start) {
		Instance found = find(this.inUse, condition, start);
		return (found != null) ? found : find(this.fit, condition, start);
	}

	/**
	 * Returns whether any instance matches, including those that are not in use.
	 */
	boolean isAny(Predicate<Instance> condition) {
		return find(this.fit, condition, 0) != null;
	}

	/**
	 * Returns whether any instance that is in use matches.
	 */
	boolean isAnyInUse(Predicate<Instance> condition) {
		return find(this.inUse, condition, 0) != null;
	}

	private static @Nullable Instance find(List<Instance> instances, Predicate<Instance> condition, int start) {
		int size = instances.size();
		for (int i = 0; i < size; i++) {
			Instance instance = instances.get(Math.floorMod(start + i, size));
			if (condition.test(instance)) {
				return instance;
			}
		}
		return null;
	}

	/**
	 * Input of a snapshot.
	 *
	 * @param list the list of instances
	 * @param revision the revision of their health
	 * @param staleAfter the time when it must be renewed even without a change; 0 means
	 * never
	 */
	record Source(List<ServiceInstance> list, int revision, long staleAfter) {

	}

	/**
	 * Instances, and the result of the rules.
	 *
	 * @param all all instances
	 * @param fit those that are not drained
	 * @param candidates those that get calls
	 */
	record Parts(List<Instance> all, List<Instance> fit, List<Candidate> candidates) {

	}

}
