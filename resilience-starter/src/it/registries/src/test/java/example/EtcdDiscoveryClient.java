package example;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;

/**
 * All that a registry needs: each question goes to etcd, and an error is thrown.
 */
class EtcdDiscoveryClient implements DiscoveryClient {

	private final EtcdKeys keys;

	EtcdDiscoveryClient(EtcdKeys keys) {
		this.keys = keys;
	}

	@Override
	public String description() {
		return "etcd";
	}

	@Override
	public List<ServiceInstance> getInstances(String service) {
		try {
			return this.keys.below("/services/" + service + "/")
				.entrySet()
				.stream()
				.map((entry) -> instance(service, entry.getKey(), entry.getValue()))
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static ServiceInstance instance(String service, String id, String value) {
		Map<String, String> metadata = value.lines()
			.map((line) -> line.split("=", 2))
			.collect(Collectors.toMap((pair) -> pair[0], (pair) -> pair[1]));
		return new DefaultServiceInstance(id, service, "127.0.0.1", Integer.parseInt(metadata.remove("port")), false,
				metadata);
	}

	@Override
	public List<String> getServices() {
		try {
			return this.keys.below("/services/")
				.keySet()
				.stream()
				.map((key) -> key.substring(0, key.indexOf('/')))
				.distinct()
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
