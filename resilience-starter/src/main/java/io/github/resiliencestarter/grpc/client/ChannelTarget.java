package io.github.resiliencestarter.grpc.client;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Target of a channel.
 */
final class ChannelTarget {

	private static final String DISCOVERY = DiscoveryResolverProvider.SCHEME + ":";

	private static final Pattern SERVICE = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9_-]*[A-Za-z0-9])?");

	private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

	private static final Pattern WITH_SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):/.*");

	private ChannelTarget() {
	}

	/**
	 * Returns the scheme of a target that is a URI.
	 * @return the scheme, or {@code null} if the target is an address
	 */
	static @Nullable String schemeOf(String target) {
		Matcher matcher = WITH_SCHEME.matcher(target);
		return matcher.matches() ? matcher.group(1) : null;
	}

	static boolean isDiscovered(String target) {
		return target.regionMatches(true, 0, DISCOVERY, 0, DISCOVERY.length());
	}

	static String discovered(String service) {
		return DISCOVERY + "///" + service;
	}

	/**
	 * Returns whether the name of a channel without an address may be that of a service:
	 * a host name has dots, and an address a colon.
	 */
	static boolean mayBeService(String channel) {
		return SERVICE.matcher(channel).matches() && !"default".equals(channel) && !"localhost".equals(channel);
	}

	/**
	 * Returns the service of a target that is discovered.
	 * @throws IllegalArgumentException if it names none
	 */
	static String serviceOf(String target) {
		String service = target.substring(DISCOVERY.length()).replaceFirst("^/*", "");
		if (!SERVICE.matcher(service).matches()) {
			throw new IllegalArgumentException("Target '" + target + "' of a gRPC channel names no service; write "
					+ discovered("<service>") + ", with letters, digits and dashes, and without a port");
		}
		return service;
	}

	/**
	 * Returns the name under which calls are guarded: the service, or the name of the
	 * channel, or the host of its address.
	 * @param channel the name of the channel, or a target
	 * @param target the target of the channel
	 */
	static String guarded(String channel, String target) {
		if (isDiscovered(target)) {
			return serviceOf(target);
		}
		if (NAME.matcher(channel).matches() && !"default".equals(channel)) {
			return channel;
		}
		String address = target.substring(target.lastIndexOf('/') + 1);
		int scheme = (address.length() == target.length() && target.matches("[a-z][a-z-]+:[^0-9].*"))
				? address.indexOf(':') + 1 : 0;
		String host = address.substring(scheme);
		int port = host.lastIndexOf(':');
		return (port > 0 && host.indexOf(']') < port) ? host.substring(0, port) : host;
	}

}
