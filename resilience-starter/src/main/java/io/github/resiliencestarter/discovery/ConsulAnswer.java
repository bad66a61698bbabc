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
import org.springframework.cloud.consul.model.http.ConsulHeaders;
import org.springframework.cloud.consul.model.http.health.HealthService;
import org.springframework.util.StringUtils;

/**
 * Answer of Consul to the question for the instances of a target.
 *
 * @param instances the instances
 * @param index the index to ask for the next change with, at least 1
 */
record ConsulAnswer(List<ServiceInstance> instances, long index) {

	private static final JsonMapper json = JsonMapper.shared();

	/**
	 * Read an answer.
	 * @param target the target
	 * @param response the response
	 * @return the answer
	 * @throws IOException if it is none, with the reason as its message
	 */
	static ConsulAnswer read(String target, HttpResponse<byte[]> response) throws IOException {
		if (response.statusCode() != 200) {
			throw new IOException(ConsulAgents.reason(response));
		}
		try {
			List<ServiceInstance> instances = List.of(json.readValue(response.body(), HealthService[].class))
				.stream()
				.map((service) -> instance(target, service))
				.toList();
			return new ConsulAnswer(instances, index(response));
		}
		catch (JacksonException | NullPointerException ex) {
			throw new IOException("not an answer of Consul: " + ex.getClass().getSimpleName(), ex);
		}
	}

	// Consul has been seen to answer 0, with which the next question would not wait
	private static long index(HttpResponse<?> response) throws IOException {
		String header = response.headers().firstValue(ConsulHeaders.INDEX_HEADER).orElse("");
		try {
			return Math.max(1, Long.parseLong(header));
		}
		catch (NumberFormatException ex) {
			throw new IOException("not an answer of Consul: " + ConsulHeaders.INDEX_HEADER + " is '" + header + "'",
					ex);
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

	// As Spring Cloud Consul, but without asking DNS what is a literal address
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
