package io.github.resiliencestarter.discovery;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.ServiceInstance;

/**
 * ID of the process behind a registered instance. A process that is restarted at the same
 * address has a new one.
 */
public final class ProcessId {

	/**
	 * Key of the ID in the metadata of an instance that the starter has registered.
	 */
	public static final String METADATA_KEY = "resilience-process";

	private ProcessId() {
	}

	/**
	 * Returns the ID of the process behind an instance.
	 * @param instance the instance
	 * @return the ID, or {@code null} if it is not known
	 */
	public static @Nullable String of(ServiceInstance instance) {
		Map<String, String> metadata = instance.getMetadata();
		return (metadata != null) ? metadata.get(METADATA_KEY) : null;
	}

}
