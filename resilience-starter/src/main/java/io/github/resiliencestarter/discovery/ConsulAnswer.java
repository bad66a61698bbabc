package io.github.resiliencestarter.discovery;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.consul.discovery.ConsulServiceInstance;
import org.springframework.cloud.consul.model.http.health.HealthService;
import org.springframework.util.StringUtils;

/**
 * Response of Consul to a query for the instances of a target.
 *
 * @param instances the instances
 * @param index the index for the next blocking query, at least 1
 */
record ConsulAnswer(List<ServiceInstance> instances, long index) {

	private static final JsonMapper json = JsonMapper.shared();

	/**
	 * Read a response.
	 * @param target the target
	 * @param response the response
	 * @return the parsed response
	 * @throws IOException if the response does not list the instances, with the reason as
	 * its message
	 */
	static ConsulAnswer read(String target, HttpResponse<byte[]> response) throws IOException {
		if (response.statusCode() != 200) {
			throw new IOException(ConsulAgents.reason(response));
		}
		List<ServiceInstance> instances = instances(target, response);
		if (instances.isEmpty() && ConsulAgents.isFiltered(response)) {
			throw new IOException("ACLs hide all of its instances from the token of " + ConsulFailure.TOKEN
					+ ", which needs service:read and node:read");
		}
		return new ConsulAnswer(instances, ConsulAgents.index(response));
	}

	private static List<ServiceInstance> instances(String target, HttpResponse<byte[]> response) throws IOException {
		try {
			return List.of(json.readValue(ConsulAgents.body(response), HealthService[].class))
				.stream()
				.map((service) -> instance(target, service))
				.toList();
		}
		catch (JacksonException | NullPointerException ex) {
			throw new IOException("not a response from Consul: " + ex.getClass().getSimpleName(), ex);
		}
	}

	private static ServiceInstance instance(String target, HealthService healthService) {
		HealthService.Service service = healthService.getService();
		Map<String, String> metadata = Objects.requireNonNullElse(service.getMeta(), Map.of());
		Integer port = service.getPort();
		TaggedInstance instance = new TaggedInstance(service.getId(), target,
				new Address(host(healthService), (port != null) ? port : 0), metadata);
		instance.setHealthService(healthService);
		return instance;
	}

	// As in Spring Cloud Consul, but without a DNS query for literal addresses
	private static String host(HealthService healthService) {
		HealthService.Node node = healthService.getNode();
		String address = healthService.getService().getAddress();
		if (!StringUtils.hasText(address)) {
			address = StringUtils.hasText(node.getAddress()) ? node.getAddress() : node.getNode();
		}
		return (address.indexOf(':') >= 0 && !address.startsWith("[")) ? "[" + address + "]" : address;
	}

	private record Address(String host, int port) {
	}

	private static final class TaggedInstance extends ConsulServiceInstance implements Tagged {

		TaggedInstance(@Nullable String id, String target, Address address, Map<String, String> metadata) {
			super(id, target, address.host(), address.port(), Boolean.parseBoolean(metadata.get("secure")), metadata,
					List.of());
		}

		@Override
		public List<String> getTags() {
			return Objects.requireNonNullElse(super.getTags(), List.of());
		}

	}

}
