package io.github.resiliencestarter.discovery;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.client.discovery.ReactiveDiscoveryClient;

/**
 * Registry behind any of Spring Cloud's discovery clients, polled by one watch.
 */
class PolledRegistry implements InstanceRegistry {

	private static final Duration LONGEST_ANSWER = Duration.ofSeconds(30);

	private final String name;

	private final int order;

	private final Function<String, List<ServiceInstance>> client;

	private final Duration interval;

	private final DiscoveryTime time;

	PolledRegistry(DiscoveryClient client, Duration interval, DiscoveryTime time) {
		this.name = client.description();
		this.order = client.getOrder();
		this.client = client::getInstances;
		this.interval = interval;
		this.time = time;
	}

	PolledRegistry(ReactiveDiscoveryClient client, Duration interval, DiscoveryTime time) {
		this.name = client.description();
		this.order = client.getOrder();
		this.client = (
				target) -> client.getInstances(target).collectList().blockOptional(LONGEST_ANSWER).orElse(List.of());
		this.interval = interval;
		this.time = time;
	}

	@Override
	public List<InstanceWatch.Factory> watchesOf(String target) {
		return List.of(new InstanceWatch.Factory(this.name,
				(listener) -> new PolledWatch(() -> this.client.apply(target), this.interval, this.time, listener)));
	}

	@Override
	public int getOrder() {
		return this.order;
	}

}
