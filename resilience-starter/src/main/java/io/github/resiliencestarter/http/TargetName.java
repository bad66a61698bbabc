package io.github.resiliencestarter.http;

import java.net.URI;

import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Name of the target that a request goes to: the host of its URI.
 */
final class TargetName {

	private TargetName() {
	}

	/**
	 * Return the host of a URI, even if {@link URI} does not consider it valid, for
	 * example because of an underscore.
	 * @param uri the URI
	 * @return the host, or {@code null} if there is none
	 */
	static @Nullable String of(URI uri) {
		String host = uri.getHost();
		if (host != null) {
			return host;
		}
		String authority = uri.getRawAuthority();
		if (authority == null) {
			return null;
		}
		String withPort = authority.substring(authority.lastIndexOf('@') + 1);
		int colon = withPort.lastIndexOf(':');
		String name = (colon >= 0) ? withPort.substring(0, colon) : withPort;
		return StringUtils.hasText(name) ? name : null;
	}

}
