package io.github.resiliencestarter.defaults;

import java.util.Map;
import java.util.UUID;

/**
 * Defaults for an application that listens on a random port: the port is not known yet
 * and changes with a restart, so the instance ID is generated on each startup.
 */
final class RandomPortDefaults {

	static final String INSTANCE_ID = "spring.cloud.consul.discovery.instance-id";

	private RandomPortDefaults() {
	}

	static Map<String, Object> create() {
		String id = UUID.randomUUID().toString().replace("-", "");
		return Map.of(INSTANCE_ID, "${spring.application.name:application}-" + id);
	}

}
