package io.github.resiliencestarter.discovery;

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.ServiceInstance;

/**
 * Watch that sees what a test says.
 */
final class FakeWatch implements InstanceWatch {

	private InstanceWatch.@Nullable Listener listener;

	int started;

	int stopped;

	InstanceWatch listenedToBy(Listener listener) {
		this.listener = listener;
		return this;
	}

	@Override
	public void start() {
		this.started++;
	}

	@Override
	public void stop() {
		this.stopped++;
	}

	private Listener listener() {
		return Objects.requireNonNull(this.listener);
	}

	void see(ServiceInstance... instances) {
		listener().onInstances(List.of(instances), true);
	}

	void poll(ServiceInstance... instances) {
		listener().onInstances(List.of(instances), false);
	}

	void fail(String reason, boolean heardUntilNow) {
		listener().onFailure(reason, heardUntilNow);
	}

}
