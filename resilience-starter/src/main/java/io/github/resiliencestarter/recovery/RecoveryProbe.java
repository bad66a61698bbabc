package io.github.resiliencestarter.recovery;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.IllegalStateTransitionException;
import io.github.resiliencestarter.discovery.DiscoveryListener;
import io.github.resiliencestarter.discovery.InstanceList;
import io.github.resiliencestarter.engines.Engines;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Listener that shortens the wait of an open circuit breaker, which may be up to 30 s,
 * when instances of its target are new or pass their checks again. If at least half of
 * the instances are, it probes immediately. If all are, it closes: what it has recorded
 * says nothing about them, and its few probes would reject all other calls while the
 * first ones are slow. Circuit breakers that are forced open stay open.
 */
class RecoveryProbe implements DiscoveryListener {

	/**
	 * Minimum time between two shortened waits of one circuit breaker, so that flapping
	 * instances do not prevent it from staying open.
	 */
	static final Duration PACE = Duration.ofSeconds(10);

	private static final double LEAST_SHARE = 0.5;

	private static final Log logger = LogFactory.getLog(RecoveryProbe.class);

	private final Supplier<Engines> engines;

	private final LongSupplier nanoClock;

	private final Map<String, Long> lastProbes = new ConcurrentHashMap<>();

	RecoveryProbe(Supplier<Engines> engines, LongSupplier nanoClock) {
		this.engines = engines;
		this.nanoClock = nanoClock;
	}

	@Override
	public void onInstancesAdded(InstanceList instances, double share) {
		recovered(instances.target(), share);
	}

	@Override
	public void onTargetForgotten(InstanceList instances) {
		this.lastProbes.remove(instances.target());
	}

	void recovered(String target, double share) {
		if (share >= LEAST_SHARE) {
			this.engines.get().circuitBreakers().find(target).ifPresent((breaker) -> recovered(breaker, share >= 1));
		}
	}

	private void recovered(CircuitBreaker breaker, boolean all) {
		State state = breaker.getState();
		if (state == State.OPEN || (all && state == State.HALF_OPEN)) {
			shorten(breaker, all);
		}
	}

	private void shorten(CircuitBreaker breaker, boolean all) {
		long now = this.nanoClock.getAsLong();
		Long last = this.lastProbes.get(breaker.getName());
		if (last != null && now - last < PACE.toNanos()) {
			return;
		}
		this.lastProbes.put(breaker.getName(), now);
		try {
			if (all) {
				breaker.transitionToClosedState();
			}
			else {
				breaker.transitionToHalfOpenState();
			}
			logger.info("%s of '%s' have returned; its circuit breaker does not wait any longer"
				.formatted(all ? "All instances" : "Instances", breaker.getName()));
		}
		catch (IllegalStateTransitionException ex) {
			// No longer open
		}
	}

}
