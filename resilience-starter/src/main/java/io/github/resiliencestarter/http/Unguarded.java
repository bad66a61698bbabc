package io.github.resiliencestarter.http;

import java.util.Map;

/**
 * Request attribute that excludes a single call from protection, for example
 * {@code restClient.get().attribute(Unguarded.ATTRIBUTE, true)}.
 */
public final class Unguarded {

	/**
	 * Name of the attribute; its value is {@code true}.
	 */
	public static final String ATTRIBUTE = "resilience.client.unguarded";

	private Unguarded() {
	}

	static boolean test(Map<String, Object> attributes) {
		return Boolean.TRUE.equals(attributes.get(ATTRIBUTE));
	}

}
