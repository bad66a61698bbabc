package io.github.resiliencestarter.discovery;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.ServiceInstance;

/**
 * Watch that polls at an interval, a quarter of which is randomized. It occupies a thread
 * until the registry responds.
 */
class PolledWatch implements InstanceWatch {

	private static final double JITTER = 0.25;

	private final Supplier<@Nullable List<ServiceInstance>> registry;

	private final Duration interval;

	private final DiscoveryTime time;

	private final Listener listener;

	private volatile boolean stopped;

	PolledWatch(Supplier<@Nullable List<ServiceInstance>> registry, Duration interval, DiscoveryTime time,
			Listener listener) {
		this.registry = registry;
		this.interval = interval;
		this.time = time;
		this.listener = listener;
	}

	@Override
	public void start() {
		this.time.timer().schedule(this::ask, Duration.ZERO);
	}

	@Override
	public void stop() {
		this.stopped = true;
	}

	private void ask() {
		if (this.stopped) {
			return;
		}
		try {
			List<ServiceInstance> instances = this.registry.get();
			this.listener.onInstances((instances != null) ? instances : List.of(), false);
		}
		catch (RuntimeException | LinkageError ex) {
			this.listener.onFailure(ex.toString(), false);
		}
		finally {
			double share = 1 - JITTER * this.time.random().nextDouble();
			this.time.timer().schedule(this::ask, Duration.ofNanos((long) (this.interval.toNanos() * share)));
		}
	}

}
