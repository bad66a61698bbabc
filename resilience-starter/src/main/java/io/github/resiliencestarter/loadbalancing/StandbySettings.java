package io.github.resiliencestarter.loadbalancing;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.resiliencestarter.discovery.Tagged;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.cloud.client.ServiceInstance;

/**
 * Settings of instances that get calls only when too few others are available.
 *
 * @param service Name of a service whose instances are all on standby.
 * @param metadata Metadata entries, all of which mark an instance of the target itself as
 * standby.
 * @param tags Consul tags, any of which marks an instance of the target itself as
 * standby.
 * @param minActive Number of active instances below which those on standby are used.
 * @param hold Time for which enough active instances must be available again before those
 * on standby are left.
 */
public record StandbySettings(@Nullable String service, @DefaultValue Map<String, String> metadata,
		@DefaultValue List<String> tags, @DefaultValue("1") int minActive, @DefaultValue("500ms") Duration hold) {

	public StandbySettings {
		metadata = Map.copyOf(metadata);
		tags = List.copyOf(tags);
	}

	boolean isUsed() {
		return this.service != null || !this.metadata.isEmpty() || !this.tags.isEmpty();
	}

	boolean matches(ServiceInstance instance) {
		if (this.service != null && this.service.equalsIgnoreCase(instance.getServiceId())) {
			return true;
		}
		if (instance instanceof Tagged tagged && tagged.getTags().stream().anyMatch(this.tags::contains)) {
			return true;
		}
		return !this.metadata.isEmpty() && this.metadata.entrySet()
			.stream()
			.allMatch((entry) -> entry.getValue().equals(Weights.metadata(instance, entry.getKey())));
	}

	void check(String prefix) {
		this.tags.forEach((tag) -> Check.hasText(prefix + ".tags", tag));
		Check.atLeast(prefix + ".min-active", this.minActive, 1);
		Check.notNegative(prefix + ".hold", this.hold);
	}

}
