package io.github.resiliencestarter.messaging;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.resiliencestarter.targets.NearestName;
import io.github.resiliencestarter.threads.ResilienceThreads;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.SmartLifecycle;

/**
 * Owner of the gates of all listener containers, which it puts in place before the
 * containers start. Lets the containers follow when a circuit breaker changes its state,
 * and regularly, because the end of an open circuit breaker's wait is no state change. No
 * lock is held then, and no thread that handles messages is used.
 */
final class ListenerGates implements SmartLifecycle {

	private static final Duration PACE = Duration.ofMillis(100);

	private static final Duration IDLE_PACE = Duration.ofSeconds(1);

	private static final Log logger = LogFactory.getLog(ListenerGates.class);

	private final ListenerGateFactory factory;

	private final List<ListenerContainers> containers;

	private final ListenedBreakers breakers;

	private final ResilienceThreads threads;

	private final List<ListenerGate> gates = new CopyOnWriteArrayList<>();

	// Number of the current start; tasks of an earlier one end
	private final AtomicInteger run = new AtomicInteger();

	private volatile boolean running;

	/**
	 * Creates an owner without gates.
	 * @param factory creates the gates
	 * @param containers the containers of each technology
	 * @param breakers tells when containers have to follow
	 * @param threads the threads on which containers follow
	 */
	ListenerGates(ListenerGateFactory factory, List<ListenerContainers> containers, ListenedBreakers breakers,
			ResilienceThreads threads) {
		this.factory = factory;
		this.containers = containers;
		this.breakers = breakers;
		this.threads = threads;
	}

	@Override
	public void start() {
		if (this.gates.isEmpty()) {
			this.factory.ids().forEach(this::attach);
		}
		this.running = true;
		if (!this.gates.isEmpty()) {
			this.breakers.followedBy(this::onTransition);
			follow(this.run.incrementAndGet());
		}
	}

	private void attach(String id) {
		List<ListenerContainers> owners = this.containers.stream().filter((owner) -> owner.ids().contains(id)).toList();
		if (owners.isEmpty()) {
			reportUnknown(id);
			return;
		}
		ListenerGate gate = this.factory.create(id);
		owners.forEach((owner) -> owner.attach(id, gate));
		this.gates.add(gate);
		gate.refresh();
		gate.apply();
	}

	// A container may be registered later, but a similar name is a mistake
	private void reportUnknown(String id) {
		TreeSet<String> ids = new TreeSet<>();
		this.containers.forEach((owner) -> ids.addAll(owner.ids()));
		Optional<String> nearest = NearestName.of(id, ids);
		String known = ids.isEmpty() ? "There are no listener containers." : "IDs of listener containers: " + ids;
		if (nearest.isPresent()) {
			throw new InvalidConfigurationPropertyValueException(MessagingProperties.key(id), "(settings)",
					"No listener container has the ID '%s'. Write %s. %s".formatted(id,
							MessagingProperties.key(nearest.get()), known));
		}
		logger.warn("%s has no effect: no listener container has the ID '%s' at startup. %s"
			.formatted(MessagingProperties.key(id), id, known));
	}

	private void follow(int run) {
		if (!this.running || this.run.get() != run) {
			return;
		}
		try {
			boolean idle = refresh(new ArrayList<>(this.gates));
			followLater(run, idle ? IDLE_PACE : PACE);
		}
		catch (RuntimeException ex) {
			logger.warn("Listeners could not follow their circuit breakers; trying again in " + IDLE_PACE, ex);
			followLater(run, IDLE_PACE);
		}
	}

	private void followLater(int run, Duration delay) {
		Future<?> unused = this.threads.schedule(() -> follow(run), delay, this.threads.workers());
	}

	private boolean refresh(List<ListenerGate> gates) {
		boolean idle = true;
		for (ListenerGate gate : gates) {
			idle &= gate.refresh() == Flow.FULL;
			gate.apply();
		}
		this.factory.handOuts().signal();
		return idle;
	}

	/**
	 * Lets the listeners of a target follow its circuit breaker, on another thread.
	 */
	private void onTransition(String target) {
		if (this.running && this.gates.stream().anyMatch((gate) -> gate.dependsOn(target))) {
			int next = this.run.incrementAndGet();
			try {
				this.threads.workers().execute(() -> follow(next));
			}
			catch (RejectedExecutionException ex) {
				followLater(next, PACE);
			}
		}
	}

	@Override
	public void stop() {
		this.running = false;
		this.breakers.notFollowed();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/**
	 * Starts after the threads and before all containers, and stops after them.
	 */
	@Override
	public int getPhase() {
		return ResilienceThreads.PHASE + 1;
	}

}
