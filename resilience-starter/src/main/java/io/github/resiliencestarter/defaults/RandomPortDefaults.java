package io.github.resiliencestarter.defaults;

import java.util.Map;
import java.util.UUID;

/**
 * Defaults of an application that listens on a port of the system's choice: the port is
 * not known yet and will be another after a restart, so the instance id is a new one each
 * time.
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
