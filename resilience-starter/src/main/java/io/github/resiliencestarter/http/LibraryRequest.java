package io.github.resiliencestarter.http;

import org.springframework.http.HttpRequest;

/**
 * Request of a client library that Spring's interceptors do not know.
 */
interface LibraryRequest extends HttpRequest {

	/**
	 * Return the name of the service, or the host.
	 */
	String target();

	/**
	 * Return whether the guard may send the request again.
	 */
	boolean isRepeatable();

	/**
	 * Return whether the guard may send the request a second time before the first has
	 * ended.
	 */
	default boolean isHedgeable() {
		return isRepeatable();
	}

	/**
	 * Return whether the caller has canceled the request.
	 */
	default boolean isCanceled() {
		return false;
	}

	/**
	 * Return whether the caller may get a last good answer.
	 */
	default boolean hasLastGoodAnswer() {
		return false;
	}

	/**
	 * Return the exceptions that the callers of this library see.
	 */
	CallerView view();

}
