package io.github.resiliencestarter.http;

import java.util.HashMap;
import java.util.Map;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRequest;

/**
 * Request of a client library that Spring's interceptors do not know, with headers and
 * attributes of its own.
 */
abstract class LibraryRequest implements HttpRequest {

	private final HttpHeaders headers = new HttpHeaders();

	private final Map<String, Object> attributes = new HashMap<>();

	/**
	 * Return the name of the service, or the host.
	 */
	abstract String target();

	/**
	 * Return whether the guard may send the request again.
	 */
	abstract boolean isRepeatable();

	/**
	 * Return whether the guard may send the request a second time before the first has
	 * ended.
	 */
	boolean isHedgeable() {
		return isRepeatable();
	}

	/**
	 * Return whether the caller has canceled the request.
	 */
	boolean isCanceled() {
		return false;
	}

	/**
	 * Return whether the caller may get a last good answer.
	 */
	boolean hasLastGoodAnswer() {
		return false;
	}

	/**
	 * Return the exceptions that the callers of this library see.
	 */
	CallerView view() {
		return new LibraryCallerView(this);
	}

	@Override
	public final HttpHeaders getHeaders() {
		return this.headers;
	}

	@Override
	public final Map<String, Object> getAttributes() {
		return this.attributes;
	}

}
