package io.github.resiliencestarter.endpoint;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resiliencestarter.threads.ResilienceThreads;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

/**
 * Changes that operators make on this instance. Each one that lasts ends by itself, also
 * if the context has been stopped and started in the meantime. At most one is in force
 * for each circuit breaker and each instance: a later one replaces it, and what was
 * before the first one is restored at the end. Thread-safe.
 */
final class BreakGlass implements SmartLifecycle {

	private static final Log logger = LogFactory.getLog(BreakGlass.class);

	private final Map<Thing, Deviation> inForce = new ConcurrentHashMap<>();

	private final ReentrantLock lock = new ReentrantLock();

	private final BreakerHold breakers;

	private final InstanceHold instances;

	private final InstantSource clock;

	private final Scheduler scheduler;

	private volatile boolean running;

	BreakGlass(BreakerHold breakers, InstanceHold instances, InstantSource clock, Scheduler scheduler) {
		this.breakers = breakers;
		this.instances = instances;
		this.clock = clock;
		this.scheduler = scheduler;
	}

	/**
	 * Makes a change.
	 * @param change the change
	 * @throws ProblemException if there is no such circuit breaker or instance
	 */
	void apply(Change change) {
		this.lock.lock();
		try {
			Thing thing = change.thing();
			String state = state(thing);
			Deviation known = this.inForce.get(thing);
			perform(change);
			Instant now = this.clock.instant();
			if (!change.action().lasts()) {
				this.inForce.remove(thing);
				logger.warn("%s of %s by '%s', was %s: %s".formatted(change.action().text(), thing, change.by(), state,
						change.reason()));
				return;
			}
			Deviation deviation = new Deviation(change, now, now.plus(change.expiry()),
					(known != null) ? known.before() : state);
			this.inForce.put(thing, deviation);
			logger.warn("%s of %s by '%s' until %s, was %s: %s".formatted(change.action().text(), thing, change.by(),
					deviation.until(), state, change.reason()));
			this.scheduler.schedule(() -> end(deviation), change.expiry());
		}
		finally {
			this.lock.unlock();
		}
	}

	private void perform(Change change) {
		Thing thing = change.thing();
		if (thing.instance() != null) {
			this.instances.apply(thing.target(), thing.instance(), change);
		}
		else {
			this.breakers.apply(thing.target(), change.action());
		}
	}

	private String state(Thing thing) {
		String instance = thing.instance();
		if (instance != null) {
			return this.instances.state(thing.target(), instance)
				.orElseThrow(() -> new ProblemException(404, "Unknown instance",
						"The load balancer does not know this instance. GET /actuator/resilience/{target} lists the "
								+ "instances; write the address, which is a host and a port."));
		}
		return this.breakers.state(thing.target())
			.map(State::name)
			.orElseThrow(() -> new ProblemException(404, "Unknown circuit breaker",
					"There is no circuit breaker of this name. GET /actuator/resilience lists all names."));
	}

	private void end(Deviation deviation) {
		this.lock.lock();
		try {
			Change change = deviation.change();
			Thing thing = change.thing();
			// A later change has replaced it
			if (!this.inForce.remove(thing, deviation)) {
				return;
			}
			String instance = thing.instance();
			if (instance != null) {
				this.instances.end(thing.target(), instance, deviation.before());
			}
			else {
				this.breakers.end(thing.target());
			}
			logger.info("%s of %s by '%s' has expired, now %s".formatted(change.action().text(), thing, change.by(),
					now(thing)));
		}
		finally {
			this.lock.unlock();
		}
	}

	private String now(Thing thing) {
		String instance = thing.instance();
		return (instance != null) ? this.instances.state(thing.target(), instance).orElse("not listed")
				: this.breakers.state(thing.target()).map(State::name).orElse("removed");
	}

	/**
	 * Returns the changes of a target that are in force.
	 * @param target the target
	 * @return the changes; that of the circuit breaker first
	 */
	List<DeviationView> of(String target) {
		return this.inForce.values()
			.stream()
			.filter((deviation) -> deviation.change().thing().target().equals(target))
			.map(Deviation::view)
			.sorted(Comparator.comparing((DeviationView view) -> orEmpty(view.instance())))
			.toList();
	}

	private static String orEmpty(@Nullable String text) {
		return (text != null) ? text : "";
	}

	/**
	 * Returns the number of changes that are in force.
	 */
	int count() {
		return this.inForce.size();
	}

	// The threads have forgotten what was scheduled before they stopped
	@Override
	public void start() {
		this.running = true;
		Instant now = this.clock.instant();
		this.inForce.values().forEach((deviation) -> {
			Duration left = Duration.between(now, deviation.until());
			Duration expiry = deviation.change().expiry();
			this.scheduler.schedule(() -> end(deviation),
					left.isNegative() ? Duration.ZERO : (left.compareTo(expiry) > 0) ? expiry : left);
		});
	}

	@Override
	public void stop() {
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	// Starts right after the threads
	@Override
	public int getPhase() {
		return ResilienceThreads.PHASE + 1;
	}

	/**
	 * Scheduler of the ends of changes.
	 */
	@FunctionalInterface
	interface Scheduler {

		void schedule(Runnable task, Duration delay);

	}

}
