package io.github.resiliencestarter.console;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;

/**
 * Access without any configured user: only from this machine. A request must arrive at a
 * loopback address, from a loopback address, and name this machine as its host: otherwise
 * a web page elsewhere could read the console through the user's browser by rebinding its
 * name. A proxy on this machine speaks for others. Not every proxy says so: requests that
 * do are denied, and because others do not, local access must be enabled.
 */
final class Access {

	private static final Set<String> HOSTS = Set.of("localhost", "127.0.0.1", "[::1]");

	private static final Pattern PORT = Pattern.compile(":[0-9]{1,5}$");

	private static final Set<String> FORWARDED = Set.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Host",
			"X-Forwarded-Proto", "X-Real-IP", "Via");

	private Access() {
	}

	static boolean isLocal(HttpServletRequest request) {
		return isLoopback(request.getRemoteAddr()) && isLoopback(request.getLocalAddr())
				&& isLocalHost(request.getHeader("Host"))
				&& FORWARDED.stream().allMatch((name) -> request.getHeader(name) == null);
	}

	/**
	 * Whether a server listens on loopback addresses only.
	 */
	static boolean isLoopbackOnly(Environment environment) {
		String address = environment.getProperty("server.address", "");
		return address.equals("localhost") || isLoopback(address);
	}

	private static boolean isLocalHost(@Nullable String host) {
		return host != null && HOSTS.contains(PORT.matcher(host.toLowerCase(Locale.ROOT)).replaceFirst(""));
	}

	private static boolean isLoopback(@Nullable String address) {
		// Never looks up a name
		if (address == null || !address.matches("[0-9A-Fa-f:.%]+")) {
			return false;
		}
		try {
			return InetAddress.getByName(address).isLoopbackAddress();
		}
		catch (UnknownHostException ex) {
			return false;
		}
	}

}
