package io.github.resiliencestarter.discovery;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import org.springframework.cloud.consul.discovery.ConsulDiscoveryProperties;
import org.springframework.cloud.consul.discovery.ConsulDiscoveryProperties.ConsistencyMode;
import org.springframework.util.StringUtils;

/**
 * Consul as a registry, with one watch for each datacenter of a target.
 */
class ConsulRegistry implements InstanceRegistry {

	private final ConsulConnections connections;

	private final ConsulDiscoveryProperties properties;

	private final Duration wait;

	private final DiscoveryTime time;

	ConsulRegistry(ConsulConnections connections, ConsulDiscoveryProperties properties, Duration wait,
			DiscoveryTime time) {
		this.connections = connections;
		this.properties = properties;
		this.wait = wait;
		this.time = time;
	}

	@Override
	public List<InstanceWatch.Factory> watchesOf(String target) {
		String[] datacenters = StringUtils
			.commaDelimitedListToStringArray(this.properties.getDatacenters().get(target));
		if (datacenters.length == 0) {
			return List.of(watch("Consul", target, null));
		}
		return List.of(datacenters)
			.stream()
			.map(String::trim)
			.map((datacenter) -> watch("Consul (" + datacenter + ")", target, datacenter))
			.toList();
	}

	private InstanceWatch.Factory watch(String place, String target, @Nullable String datacenter) {
		String[] tags = this.properties.getQueryTagsForService(target);
		InstanceQuery query = new InstanceQuery(target, datacenter, (tags != null) ? List.of(tags) : List.of(),
				this.properties.isQueryPassing(), consistency());
		return new InstanceWatch.Factory(place,
				(listener) -> new ConsulWatch(this.connections, query, this.wait, this.time, listener));
	}

	private @Nullable String consistency() {
		ConsistencyMode mode = this.properties.getConsistencyMode();
		return (mode != null && mode != ConsistencyMode.DEFAULT) ? mode.name().toLowerCase(Locale.ROOT) : null;
	}

	@Override
	public int getOrder() {
		return this.properties.getOrder();
	}

}
