package io.github.resiliencestarter.http;

import java.util.Map;
import java.util.Set;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;

/**
 * Test whether a request is safe to repeat even if the target has processed it: methods
 * that are idempotent according to RFC 9110 (9.2.2), requests with a key that lets the
 * target recognize duplicates, or requests that the caller has marked.
 */
final class Idempotency {

	static final String KEY_HEADER = "Idempotency-Key";

	private static final Set<HttpMethod> METHODS = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS,
			HttpMethod.TRACE, HttpMethod.PUT, HttpMethod.DELETE);

	private Idempotency() {
	}

	static boolean test(HttpMethod method, HttpHeaders headers, Map<String, Object> attributes) {
		return Idempotent.test(attributes) || test(method, headers);
	}

	static boolean test(HttpMethod method, HttpHeaders headers) {
		return METHODS.contains(method) || headers.containsHeader(KEY_HEADER);
	}

}
