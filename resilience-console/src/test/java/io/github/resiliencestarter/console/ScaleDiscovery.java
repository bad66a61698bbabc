package io.github.resiliencestarter.console;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;

/**
 * Discovery of a {@link ScaleFleet}.
 */
final class ScaleDiscovery implements DiscoveryClient {

	private final int port;

	private final int each;

	private final List<String> services;

	ScaleDiscovery(int port, int instances, int applications) {
		this.port = port;
		this.each = instances / applications;
		this.services = IntStream.range(0, applications).mapToObj((i) -> "app-" + i).toList();
	}

	@Override
	public String description() {
		return "scale";
	}

	@Override
	public List<String> getServices() {
		return this.services;
	}

	@Override
	public List<ServiceInstance> getInstances(String service) {
		String application = service.substring("app-".length());
		return IntStream.range(0, this.each)
			.<ServiceInstance>mapToObj((i) -> new DefaultServiceInstance(service + "-" + i, service, "127.0.0.1",
					this.port, false, Map.of("management.context-path", "/i/%s/%d/actuator".formatted(application, i))))
			.toList();
	}

}
