package io.github.resiliencestarter.discovery;

import java.time.Duration;
import java.util.List;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.client.discovery.ReactiveDiscoveryClient;
import org.springframework.cloud.client.discovery.composite.CompositeDiscoveryClient;
import org.springframework.cloud.client.discovery.composite.reactive.ReactiveCompositeDiscoveryClient;

/**
 * Finder of the registries that are polled through Spring Cloud's clients: all except
 * Consul, which pushes. Reactive clients are used if there are no others.
 */
class SpringCloudRegistries {

	// By name, because Spring Cloud Consul is optional
	private static final String CONSUL = "org.springframework.cloud.consul.";

	private final ObjectProvider<DiscoveryClient> clients;

	private final ObjectProvider<ReactiveDiscoveryClient> reactiveClients;

	SpringCloudRegistries(ObjectProvider<DiscoveryClient> clients,
			ObjectProvider<ReactiveDiscoveryClient> reactiveClients) {
		this.clients = clients;
		this.reactiveClients = reactiveClients;
	}

	List<InstanceRegistry> find(Duration interval, DiscoveryTime time) {
		List<InstanceRegistry> found = this.clients.orderedStream()
			.filter((client) -> !(client instanceof CompositeDiscoveryClient) && !isConsul(client))
			.<InstanceRegistry>map((client) -> new PolledRegistry(client, interval, time))
			.toList();
		return !found.isEmpty() ? found
				: this.reactiveClients.orderedStream()
					.filter((client) -> !(client instanceof ReactiveCompositeDiscoveryClient) && !isConsul(client))
					.<InstanceRegistry>map((client) -> new PolledRegistry(client, interval, time))
					.toList();
	}

	private static boolean isConsul(Object client) {
		return client.getClass().getName().startsWith(CONSUL);
	}

}
