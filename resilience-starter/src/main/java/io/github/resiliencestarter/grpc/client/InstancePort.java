package io.github.resiliencestarter.grpc.client;

import java.util.Map;
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

	private static final int MOST_SHOWN = 40;

	private final Map<String, String> reported = new ConcurrentHashMap<>();

	/**
	 * Returns the gRPC port.
	 * @return the port, or {@link #INVALID}, which is logged when it begins or changes
	 */
	int of(ServiceInstance instance) {
		Map<String, String> metadata = instance.getMetadata();
		String text = (metadata != null) ? metadata.get(KEY) : null;
		int port = (text != null) ? parse(text.strip()) : instance.getPort();
		if (port > 0 && port <= HIGHEST) {
			if (!this.reported.isEmpty()) {
				this.reported.remove(nameOf(instance));
			}
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
		return (text != null)
				? "Metadata " + KEY + " of " + nameOf(instance) + " is '" + shown(text)
						+ "', which is not a port from 1 to 65535"
				: "Instance of " + nameOf(instance) + " has neither a port nor the metadata " + KEY;
	}

	private static String nameOf(ServiceInstance instance) {
		return "'" + instance.getServiceId() + "' at " + instance.getHost() + ":" + instance.getPort();
	}

	// Whoever registers an instance must not write the log
	private static String shown(String text) {
		String line = text.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "?");
		return (line.length() > MOST_SHOWN) ? line.substring(0, MOST_SHOWN) + "..." : line;
	}

	private static String advice(ServiceInstance instance) {
		String advice = "write the port of the gRPC server";
		return (instance.getPort() > 0) ? advice + ", or remove it to use port " + instance.getPort() : advice;
	}

	private static int parse(String text) {
		boolean isNumber = !text.isEmpty() && text.length() <= MOST_DIGITS
				&& text.chars().allMatch((c) -> c >= '0' && c <= '9');
		return isNumber ? Integer.parseInt(text) : INVALID;
	}

	private void report(ServiceInstance instance, String problem) {
		String name = nameOf(instance);
		boolean known = this.reported.containsKey(name) || this.reported.size() < MOST_REPORTED;
		if (known && !problem.equals(this.reported.put(name, problem))) {
			logger.warn(problem + "; the instance gets no gRPC calls; " + advice(instance));
		}
	}

}
