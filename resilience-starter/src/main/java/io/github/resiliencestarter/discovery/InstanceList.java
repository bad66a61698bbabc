package io.github.resiliencestarter.discovery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.cloud.client.ServiceInstance;

/**
 * Instances of one target as listed by its registries. The last known list stays in use
 * after an error and, for a while, after a response that is unexpectedly empty.
 * <p>
 * Thread-safe. Reading the list takes no lock and allocates nothing.
 */
public final class InstanceList {

	/**
	 * Time without a response after which another registry or datacenter is preferred:
	 * longer than the restart of an agent takes.
	 */
	static final Duration SILENT = Duration.ofSeconds(10);

	private static final Log logger = LogFactory.getLog(InstanceList.class);

	private final String target;

	private final ListRules rules;

	private final DiscoveryTime time;

	private final LastList lastList;

	private final List<InstanceWatch.Factory> factories;

	private final List<InstanceWatch> watches = new ArrayList<>();

	private final List<Sighting> sightings = new ArrayList<>();

	private volatile List<ServiceInstance> instances = List.of();

	private volatile CompletableFuture<List<ServiceInstance>> first = new CompletableFuture<>();

	private volatile boolean watched;

	private volatile boolean used;

	private @Nullable Sighting source;

	private long confirmedAt;

	private Timer.@Nullable Scheduled givingUp;

	private boolean old;

	InstanceList(String target, List<InstanceWatch.Factory> factories, ListRules rules, DiscoveryTime time,
			LastList lastList) {
		this.target = target;
		this.factories = List.copyOf(factories);
		this.rules = rules;
		this.time = time;
		this.lastList = lastList;
		this.confirmedAt = time.nanos();
	}

	/**
	 * Return the name of the target.
	 * @return the service name
	 */
	public String target() {
		return this.target;
	}

	/**
	 * Return the currently known instances. Does not block.
	 * @return an immutable list; the same object as long as nothing changes
	 */
	public List<ServiceInstance> instances() {
		return this.instances;
	}

	/**
	 * Return how long ago a registry last confirmed the list. A registry that pushes
	 * changes confirms it for as long as its connection is open.
	 * @return the age, or {@code null} while the target is not in use and not watched
	 */
	public synchronized @Nullable Duration age() {
		return this.watched ? ageNow() : null;
	}

	/**
	 * Return whether the list is older than the configured maximum age.
	 * @return whether it is too old
	 */
	public synchronized boolean isOld() {
		return this.watched && this.old;
	}

	private Duration ageNow() {
		long now = this.time.nanos();
		return (this.source != null) ? this.source.age(now) : Duration.ofNanos(now - this.confirmedAt);
	}

	/**
	 * Return the instances, and wait for the first list up to the configured timeout.
	 * @return the instances that are known by then
	 */
	List<ServiceInstance> await() {
		CompletableFuture<List<ServiceInstance>> first = this.first;
		if (!first.isDone()) {
			try {
				first.get(this.rules.firstListTimeout().toNanos(), TimeUnit.NANOSECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			catch (ExecutionException | TimeoutException ex) {
				// Use what is known
			}
		}
		return this.instances;
	}

	/**
	 * Return the instances, and wait for the first list up to the configured timeout,
	 * without blocking a thread.
	 * @return one list
	 */
	Flux<List<ServiceInstance>> flux() {
		CompletableFuture<List<ServiceInstance>> first = this.first;
		return first.isDone() ? Flux.just(this.instances)
				: Mono.fromFuture(first, true).publishOn(Schedulers.parallel()).flux();
	}

	/**
	 * Record that the target is called, and watch it from now on.
	 * @return this list
	 */
	InstanceList use() {
		if (!this.used) {
			this.used = true;
		}
		if (!this.watched) {
			watch();
		}
		return this;
	}

	boolean isWatched() {
		return this.watched;
	}

	private synchronized void watch() {
		if (this.watched) {
			return;
		}
		this.first = new CompletableFuture<>();
		for (InstanceWatch.Factory factory : this.factories) {
			Sighting sighting = new Sighting(factory.place());
			this.sightings.add(sighting);
			this.watches.add(factory.maker().create(new Listener(sighting)));
		}
		this.watched = true;
		Timer timer = this.time.timer();
		timer.schedule(this::begin, Duration.ZERO);
		timer.schedule(this::stopWaiting, this.rules.firstListTimeout());
		timer.schedule(this::pauseIfUnused, this.rules.unusedAfter());
	}

	private synchronized void begin() {
		if (this.instances.isEmpty()) {
			this.lastList.read().ifPresent((known) -> {
				this.instances = List.copyOf(known.instances());
				Duration age = Duration.between(known.confirmed(), this.time.clock().instant());
				this.confirmedAt = this.time.nanos() - Math.max(0, age.toNanos());
			});
		}
		this.watches.forEach(InstanceWatch::start);
		if (this.watches.isEmpty()) {
			stopWaiting();
		}
	}

	private synchronized void stopWaiting() {
		if (!this.first.isDone()) {
			decide(true);
			this.first.complete(this.instances);
		}
	}

	private synchronized void pauseIfUnused() {
		if (!this.watched) {
			return;
		}
		if (this.used) {
			this.used = false;
			this.time.timer().schedule(this::pauseIfUnused, this.rules.unusedAfter());
		}
		else {
			pause();
		}
	}

	/**
	 * Stop watching. The list is kept in case the target is called again.
	 */
	synchronized void pause() {
		if (this.watched) {
			Duration age = ageNow();
			this.watches.forEach(InstanceWatch::stop);
			this.watches.clear();
			this.sightings.clear();
			keepAsOf(age);
			this.old = false;
			this.watched = false;
			this.first.complete(this.instances);
		}
	}

	private void keepAsOf(Duration age) {
		this.source = null;
		this.confirmedAt = this.time.nanos() - age.toNanos();
		cancelGivingUp();
	}

	private synchronized void seen(Sighting sighting, List<ServiceInstance> seen, boolean pushed) {
		if (!this.sightings.contains(sighting)) {
			return;
		}
		Duration age = (this.source == sighting) ? ageNow() : sighting.age(this.time.nanos());
		if (sighting.seen(seen, pushed, this.time.nanos())) {
			logger.info("%s lists the instances of '%s' again, after %s".formatted(sighting.place(), this.target,
					seconds(age)));
		}
		decide(false);
	}

	private synchronized void failed(Sighting sighting, String reason, boolean heardUntilNow) {
		if (!this.sightings.contains(sighting)) {
			return;
		}
		boolean news = sighting.failed(reason.contains(ConsulFailure.TOKEN), heardUntilNow, this.time.nanos());
		decide(false);
		if (news) {
			logger.warn("%s cannot list the instances of '%s' (%s); %s".formatted(sighting.place(), this.target, reason,
					goingOn()));
		}
	}

	private String goingOn() {
		return this.instances.isEmpty() ? "there is no earlier list to use"
				: "using the last %d, which are %s old".formatted(this.instances.size(), seconds(ageNow()));
	}

	/**
	 * Use the list of the first registry or datacenter that has instances. Each one
	 * counts only after all before it have responded; one that has not responded for a
	 * long time yields.
	 */
	private void decide(boolean outOfTime) {
		boolean allEmpty = true;
		for (Sighting sighting : this.sightings) {
			List<ServiceInstance> seen = sighting.instances();
			if (sighting.isUndecided() && !outOfTime) {
				return;
			}
			if (seen != null && !seen.isEmpty() && !givesWay(sighting)) {
				take(sighting, seen);
				return;
			}
			allEmpty &= seen != null && !sighting.isFailing();
		}
		if (allEmpty) {
			takeEmpty();
		}
		checkAge();
		if (!outOfTime) {
			this.first.complete(this.instances);
		}
	}

	// If a whole datacenter is down, so is its Consul, and its last list would never
	// change
	private boolean givesWay(Sighting sighting) {
		if (!sighting.isSilentFor(SILENT, this.time.nanos()) || this.sightings.stream().noneMatch(Sighting::isOfUse)) {
			return false;
		}
		if (this.source == sighting) {
			logger.warn("%s has not responded about '%s' for %s; using the instances listed elsewhere"
				.formatted(sighting.place(), this.target, seconds(SILENT)));
		}
		return true;
	}

	private void take(Sighting sighting, List<ServiceInstance> seen) {
		cancelGivingUp();
		this.source = sighting;
		if (!publish(seen) && !sighting.isFailing()) {
			this.lastList.confirm();
		}
		checkAge();
		this.first.complete(this.instances);
	}

	private void takeEmpty() {
		if (this.instances.isEmpty()) {
			this.source = this.sightings.isEmpty() ? null : this.sightings.get(0);
		}
		else if (this.rules.emptyAfter().isZero()) {
			believeEmpty();
		}
		else if (this.givingUp == null) {
			keepAsOf(ageNow());
			logger.warn("No registry lists any instance of '%s'; using the last %d for another %s"
				.formatted(this.target, this.instances.size(), seconds(this.rules.emptyAfter())));
			this.givingUp = this.time.timer().schedule(this::giveUp, this.rules.emptyAfter());
		}
	}

	private synchronized void giveUp() {
		boolean given = this.givingUp != null;
		this.givingUp = null;
		if (given && this.sightings.stream().noneMatch(Sighting::isFailing)) {
			believeEmpty();
		}
	}

	private void believeEmpty() {
		publish(List.of());
		this.source = this.sightings.get(0);
	}

	private void cancelGivingUp() {
		if (this.givingUp != null) {
			this.givingUp.cancel();
			this.givingUp = null;
		}
	}

	private boolean publish(List<ServiceInstance> seen) {
		ListChange change = ListChange.between(this.instances, seen);
		if (!change.altered()) {
			return false;
		}
		this.instances = List.copyOf(seen);
		logger.info("Instances of '%s': now %d, %s".formatted(this.target, seen.size(), change));
		this.lastList.write(this.instances);
		return true;
	}

	private void checkAge() {
		Duration age = ageNow();
		boolean old = age.compareTo(this.rules.maxAge()) > 0 && !this.instances.isEmpty();
		if (old && !this.old) {
			logger.warn("The instances of '%s' were last confirmed %s ago; the list may be stale (%d instances)"
				.formatted(this.target, seconds(age), this.instances.size()));
		}
		else if (this.old && !old) {
			logger.info("The instances of '%s' are confirmed again: %d".formatted(this.target, this.instances.size()));
		}
		this.old = old;
	}

	private static String seconds(Duration duration) {
		return duration.toSeconds() + " s";
	}

	private final class Listener implements InstanceWatch.Listener {

		private final Sighting sighting;

		Listener(Sighting sighting) {
			this.sighting = sighting;
		}

		@Override
		public void onInstances(List<ServiceInstance> instances, boolean pushed) {
			seen(this.sighting, instances, pushed);
		}

		@Override
		public void onFailure(String reason, boolean heardUntilNow) {
			failed(this.sighting, reason, heardUntilNow);
		}

	}

}
