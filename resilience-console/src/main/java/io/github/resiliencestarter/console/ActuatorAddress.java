package io.github.resiliencestarter.console;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
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

	/**
	 * What systems read as an IPv4 address, also in forms such as 2852039166 and
	 * 0xa9fea9fe.
	 */
	private static final Pattern NUMBER = Pattern.compile("(.*[.])?([0-9]+|0[xX][0-9A-Fa-f]*)[.]?");

	private static final Pattern IPV4 = Pattern.compile("((0|[1-9][0-9]{0,2})([.](?!$)|$)){4}");

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
		if (host == null || !HOST.matcher(host).matches() || !isUsable(host)) {
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
	 * Whether a host is a name, or an address in its usual form that is not link-local.
	 * Looks up no name.
	 */
	private static boolean isUsable(String host) {
		if (host.indexOf(':') < 0 && !NUMBER.matcher(host).matches()) {
			return true;
		}
		try {
			return (host.indexOf(':') >= 0 || IPV4.matcher(host).matches())
					&& !InetAddress.getByName(host).isLinkLocalAddress();
		}
		catch (UnknownHostException ex) {
			return false;
		}
	}

	/**
	 * Looks up a host, and fails if its addresses are those where clouds serve
	 * credentials of the machine.
	 */
	static void checkAddresses(String host) {
		try {
			for (InetAddress address : InetAddress.getAllByName(host)) {
				if (address.isLinkLocalAddress()) {
					throw new ReadFailure("host is not usable: " + DisplayText.name(host) + " is link-local");
				}
			}
		}
		catch (UnknownHostException ex) {
			throw new ReadFailure("host is not known: " + DisplayText.name(host));
		}
	}

}
