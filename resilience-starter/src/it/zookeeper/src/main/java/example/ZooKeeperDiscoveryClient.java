package example;

import java.util.List;

import org.apache.curator.x.discovery.ServiceDiscovery;

import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;

/**
 * {@link DiscoveryClient} over Curator's service discovery. Stands for the one of Spring
 * Cloud ZooKeeper: each question goes to ZooKeeper, and an error is thrown.
 */
class ZooKeeperDiscoveryClient implements DiscoveryClient {

	private final ServiceDiscovery<Void> services;

	ZooKeeperDiscoveryClient(ServiceDiscovery<Void> services) {
		this.services = services;
	}

	@Override
	public String description() {
		return "ZooKeeper";
	}

	@Override
	public List<ServiceInstance> getInstances(String serviceId) {
		try {
			return this.services.queryForInstances(serviceId)
				.stream()
				.<ServiceInstance>map((instance) -> new DefaultServiceInstance(instance.getId(), serviceId,
						instance.getAddress(), instance.getPort(), false))
				.toList();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public List<String> getServices() {
		try {
			return List.copyOf(this.services.queryForNames());
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}
