package io.github.resiliencestarter.control;

import java.time.Duration;
import java.util.List;

import io.github.resiliencestarter.control.OverrideSource.State;
import io.github.resiliencestarter.discovery.BlockingQuery;
import io.github.resiliencestarter.discovery.ConsulConnections;
import io.github.resiliencestarter.discovery.DiscoveryTime;
import io.github.resiliencestarter.threads.ResilienceThreads;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

/**
 * Watch of the overrides in Consul, from the start of the context to its end. Logs when
 * Consul stops responding, and when it responds again. Thread-safe.
 */
public final class OverrideWatch implements SmartLifecycle, BlockingQuery.Listener<List<OverrideKey>> {

	private static final Duration WAIT = Duration.ofSeconds(25);

	private static final Log logger = LogFactory.getLog(OverrideWatch.class);

	private final Overrides overrides;

	private final @Nullable ConsulConnections connections;

	private final OverrideQuery query;

	private final DiscoveryTime time;

	private volatile @Nullable BlockingQuery<List<OverrideKey>> watch;

	private volatile @Nullable Long readAt;

	private volatile @Nullable String reason;

	private volatile boolean running;

	private volatile boolean unreadable;

	OverrideWatch(Overrides overrides, @Nullable ConsulConnections connections, OverrideQuery query,
			DiscoveryTime time) {
		this.overrides = overrides;
		this.connections = connections;
		this.query = query;
		this.time = time;
	}

	@Override
	public synchronized void start() {
		this.running = true;
		this.overrides.start();
		if (this.connections == null) {
			this.reason = "this application does not use Consul: add Spring Cloud Consul Discovery, remove "
					+ "resilience.discovery.enabled=false if it is set, or set " + ControlProperties.PREFIX
					+ ".enabled=false";
			logger.warn("Overrides are enabled, but " + this.reason);
			return;
		}
		BlockingQuery<List<OverrideKey>> watch = new BlockingQuery<>(this.connections, this.query, WAIT, this.time,
				this);
		this.watch = watch;
		watch.start();
	}

	@Override
	public synchronized void stop() {
		this.running = false;
		BlockingQuery<?> watch = this.watch;
		this.watch = null;
		if (watch != null) {
			watch.stop();
		}
		this.overrides.stop();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	// Starts right after the threads, before the first request
	@Override
	public int getPhase() {
		return ResilienceThreads.PHASE + 1;
	}

	@Override
	public void onResult(List<OverrideKey> keys, boolean pushed) {
		if (!this.running) {
			return;
		}
		this.readAt = this.time.nanos();
		if (this.reason != null) {
			logger.info("Reading overrides from Consul again");
		}
		this.reason = null;
		this.unreadable = false;
		try {
			this.overrides.update(keys);
		}
		catch (RuntimeException ex) {
			logger.warn("Cannot apply the overrides; trying again at the next response of Consul", ex);
		}
	}

	@Override
	public void onFailure(String reason, boolean heardUntilNow) {
		boolean unreadable = this.query.takeUnreadable();
		if (this.reason == null || this.unreadable != unreadable) {
			logger.warn("Cannot read overrides from Consul (%s); known overrides stay in force until they expire"
				.formatted(reason));
		}
		this.unreadable = unreadable;
		this.reason = reason;
	}

	/**
	 * Returns the time since overrides were last read.
	 * @return the time, or {@code null} if they have never been read
	 */
	public @Nullable Duration age() {
		Long readAt = this.readAt;
		return (readAt != null) ? Duration.ofNanos(this.time.nanos() - readAt) : null;
	}

	/**
	 * Returns what is known of Consul.
	 */
	OverrideSource source() {
		String reason = this.reason;
		Duration age = age();
		State state = (reason == null) ? State.CURRENT : this.unreadable ? State.UNREADABLE : State.STALE;
		return new OverrideSource((age == null && state != State.UNREADABLE) ? State.NEVER_READ : state, age, reason);
	}

}
