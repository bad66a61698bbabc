package io.github.resiliencestarter.console;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.consul.discovery.ConsulServiceInstance;
import org.springframework.util.ClassUtils;

/**
 * Finds the instances of the fleet through discovery.
 */
final class MemberSource {

	private static final int MAX_MEMBERS = 10_000;

	private static final int MAX_TAGS = 100;

	private static final boolean CONSUL = ClassUtils
		.isPresent("org.springframework.cloud.consul.discovery.ConsulServiceInstance", null);

	private final List<DiscoveryClient> clients;

	private final ConsoleProperties properties;

	MemberSource(List<DiscoveryClient> clients, ConsoleProperties properties) {
		this.clients = List.copyOf(clients);
		this.properties = properties;
	}

	/**
	 * Returns the instances by key. Blocks while discovery does.
	 */
	Map<String, Member> find() {
		Map<String, Member> members = new LinkedHashMap<>();
		for (DiscoveryClient client : this.clients) {
			for (String service : client.getServices()) {
				if (this.properties.applications().isRead(service)) {
					client.getInstances(service)
						.stream()
						.limit(MAX_MEMBERS - members.size())
						.map((instance) -> member(service, instance))
						.forEach((member) -> members.putIfAbsent(member.key(), member));
				}
			}
		}
		return members;
	}

	private Member member(String service, ServiceInstance instance) {
		String application = DisplayText.name(service);
		String id = instance.getInstanceId();
		String name = DisplayText.name((id != null) ? id : instance.getHost() + ":" + instance.getPort());
		URI actuator = null;
		String problem = null;
		try {
			actuator = ActuatorAddress.of(instance, this.properties.actuator().basePath());
		}
		catch (IllegalArgumentException ex) {
			problem = DisplayText.sentence(ex.getMessage());
		}
		return new Member(key(service, id, instance), application, name, actuator, problem, tags(instance, id));
	}

	/**
	 * Names that are too long, or hold characters that are not shown, stay apart.
	 */
	private static String key(String service, @Nullable String id, ServiceInstance instance) {
		String raw = service + "/" + ((id != null) ? id : instance.getHost() + ":" + instance.getPort());
		String key = DisplayText.line(raw, DisplayText.SENTENCE);
		return key.equals(raw) ? key
				: key + "~" + OverrideReader.digest(raw.getBytes(java.nio.charset.StandardCharsets.UTF_8));
	}

	private static Set<String> tags(ServiceInstance instance, @Nullable String id) {
		Set<String> tags = new LinkedHashSet<>();
		if (id != null) {
			tags.add("instance=" + id);
		}
		if (CONSUL) {
			Consul.tags(instance).stream().limit(MAX_TAGS).forEach(tags::add);
		}
		if (instance.getMetadata() != null) {
			instance.getMetadata()
				.entrySet()
				.stream()
				.limit(MAX_TAGS)
				.forEach((entry) -> tags.add(entry.getKey() + "=" + entry.getValue()));
		}
		return tags;
	}

	private static final class Consul {

		static List<String> tags(ServiceInstance instance) {
			return (instance instanceof ConsulServiceInstance consul && consul.getTags() != null) ? consul.getTags()
					: List.of();
		}

	}

}
