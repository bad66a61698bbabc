package io.github.resiliencestarter.console;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.ServiceInstance;

/**
 * Address of the actuator of an instance, from its registration. What is registered is
 * checked, because any service may register anything.
 */
final class ActuatorAddress {

	private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]{1,253}|\\[?[0-9A-Fa-f:.]{2,45}]?");

	private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");

	private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+");

	private static final int MAX_PORT = 65_535;

	private ActuatorAddress() {
	}

	static boolean isPath(String path) {
		return PATH.matcher(path).matches();
	}

	/**
	 * Returns the base URL of the actuator.
	 * @throws IllegalArgumentException if the registration is not usable
	 */
	static URI of(ServiceInstance instance, String basePath) {
		Map<String, String> metadata = (instance.getMetadata() != null) ? instance.getMetadata() : Map.of();
		String host = instance.getHost();
		if (host == null || !HOST.matcher(host).matches() || isLinkLocal(host)) {
			throw new IllegalArgumentException("host is not usable: " + DisplayText.name(host));
		}
		String path = metadata.getOrDefault("management.context-path", basePath);
		if (!path.isEmpty() && !isPath(path)) {
			throw new IllegalArgumentException("management.context-path is not usable: " + DisplayText.name(path));
		}
		try {
			return new URI(instance.isSecure() ? "https" : "http", null, host, port(instance, metadata), path, null,
					null);
		}
		catch (URISyntaxException ex) {
			throw new IllegalArgumentException("address is not usable: " + DisplayText.name(host), ex);
		}
	}

	private static int port(ServiceInstance instance, Map<String, String> metadata) {
		String own = registered(metadata);
		if (own != null && !PORT.matcher(own).matches()) {
			throw new IllegalArgumentException("management.port is not usable: " + DisplayText.name(own));
		}
		int port = (own != null) ? Integer.parseInt(own) : instance.getPort();
		if (port < 1 || port > MAX_PORT) {
			throw new IllegalArgumentException("port is not usable: " + port);
		}
		return port;
	}

	private static @Nullable String registered(Map<String, String> metadata) {
		String port = metadata.get("management.port");
		return (port != null) ? port : metadata.get("managementPort");
	}

	/**
	 * Addresses where clouds serve credentials of the machine.
	 */
	private static boolean isLinkLocal(String host) {
		String name = host.toLowerCase(Locale.ROOT);
		return name.startsWith("169.254.") || name.startsWith("fe80:") || name.startsWith("[fe80:")
				|| name.startsWith("[::ffff:169.254.") || name.startsWith("::ffff:169.254.");
	}

}
