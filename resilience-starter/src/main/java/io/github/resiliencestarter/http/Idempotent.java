package io.github.resiliencestarter.http;

import java.util.Map;

/**
 * Request attribute that marks a request as safe to repeat although its method is not
 * idempotent, such as a search or a token request by POST, for example
 * {@code restClient.post().attribute(Idempotent.ATTRIBUTE, true)}. Nothing is sent to the
 * target, unlike with an {@code Idempotency-Key}.
 */
public final class Idempotent {

	/**
	 * Name of the attribute; its value is {@code true}.
	 */
	public static final String ATTRIBUTE = "resilience.client.idempotent";

	private Idempotent() {
	}

	static boolean test(Map<String, Object> attributes) {
		return Boolean.TRUE.equals(attributes.get(ATTRIBUTE));
	}

}
