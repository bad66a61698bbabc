package io.github.resiliencestarter.loadbalancing;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.resiliencestarter.discovery.Tagged;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.cloud.client.ServiceInstance;

/**
 * Instances that get calls only if there are too few others.
 *
 * @param service Service whose instances are all on standby.
 * @param metadata Metadata that puts an instance of the target on standby if all of it
 * matches.
 * @param tags Tags in Consul that put an instance of the target on standby if any one of
 * them matches.
 * @param minActive Number of available active instances below which those on standby are
 * used.
 * @param hold Time that enough active instances must be available again before those on
 * standby are no longer used.
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
