package io.github.resiliencestarter.control;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.serviceregistry.Registration;
import org.springframework.cloud.consul.discovery.ConsulDiscoveryProperties;
import org.springframework.util.StringUtils;

/**
 * {@link InstanceIdentity} in Consul.
 */
final class ConsulInstanceIdentity implements InstanceIdentity {

	private final String application;

	private final ConsulDiscoveryProperties properties;

	private final Supplier<@Nullable Registration> registration;

	ConsulInstanceIdentity(String application, ConsulDiscoveryProperties properties,
			Supplier<@Nullable Registration> registration) {
		this.application = application;
		this.properties = properties;
		this.registration = registration;
	}

	@Override
	public OwnInstance current() {
		Registration registered = this.registration.get();
		String id = (registered != null) ? registered.getInstanceId() : this.properties.getInstanceId();
		String known = StringUtils.hasText(id) ? id : this.application;
		Set<String> tags = new LinkedHashSet<>();
		if (this.properties.getTags() != null) {
			this.properties.getTags().stream().filter(Objects::nonNull).forEach(tags::add);
		}
		addAll(this.properties.getMetadata(), tags);
		addAll((registered != null) ? registered.getMetadata() : null, tags);
		tags.add("instance=" + known);
		return new OwnInstance(this.application, known, tags);
	}

	private static void addAll(@Nullable Map<String, String> metadata, Set<String> tags) {
		if (metadata != null) {
			metadata.forEach((key, value) -> tags.add(key + "=" + value));
		}
	}

}
