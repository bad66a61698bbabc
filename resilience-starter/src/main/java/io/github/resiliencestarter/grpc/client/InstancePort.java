package io.github.resiliencestarter.grpc.client;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.cloud.client.ServiceInstance;

/**
 * Reader of the gRPC port of an instance: the metadata {@value #KEY}, or else the port of
 * the instance.
 */
class InstancePort {

	static final String KEY = "gRPC_port";

	/**
	 * Result for an instance that cannot be called.
	 */
	static final int INVALID = -1;

	private static final Log logger = LogFactory.getLog(InstancePort.class);

	private static final int HIGHEST = 65535;

	private static final int MOST_DIGITS = 5;

	// Instances come and go
	private static final int MOST_REPORTED = 1000;

	private final Set<String> reported = ConcurrentHashMap.newKeySet();

	/**
	 * Returns the gRPC port.
	 * @return the port, or {@link #INVALID}, which is logged once for each instance
	 */
	int of(ServiceInstance instance) {
		Map<String, String> metadata = instance.getMetadata();
		String text = (metadata != null) ? metadata.get(KEY) : null;
		int port = (text != null) ? parse(text.strip()) : instance.getPort();
		if (port > 0 && port <= HIGHEST) {
			return port;
		}
		report(instance, describe(instance));
		return INVALID;
	}

	/**
	 * Describes what is wrong with an instance.
	 */
	static String describe(ServiceInstance instance) {
		Map<String, String> metadata = instance.getMetadata();
		String text = (metadata != null) ? metadata.get(KEY) : null;
		String name = "'" + instance.getServiceId() + "' at " + instance.getHost() + ":" + instance.getPort();
		return (text != null)
				? "Metadata " + KEY + " of " + name + " is '" + text + "', which is not a port from 1 to 65535"
				: "Instance of " + name + " has neither a port nor the metadata " + KEY;
	}

	private static int parse(String text) {
		boolean isNumber = !text.isEmpty() && text.length() <= MOST_DIGITS
				&& text.chars().allMatch((c) -> c >= '0' && c <= '9');
		return isNumber ? Integer.parseInt(text) : INVALID;
	}

	private void report(ServiceInstance instance, String problem) {
		if (this.reported.size() < MOST_REPORTED && this.reported.add(instance.getInstanceId() + problem)) {
			logger.warn(problem + "; the instance gets no gRPC calls");
		}
	}

}
