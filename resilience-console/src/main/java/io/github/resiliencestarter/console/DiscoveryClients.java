package io.github.resiliencestarter.console;

import java.util.List;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.client.discovery.composite.CompositeDiscoveryClient;

/**
 * The discovery clients of the application, without the composite of all.
 */
final class DiscoveryClients {

	private DiscoveryClients() {
	}

	static List<DiscoveryClient> of(ObjectProvider<DiscoveryClient> clients) {
		return clients.orderedStream().filter((client) -> !(client instanceof CompositeDiscoveryClient)).toList();
	}

}
