package io.github.resiliencestarter.failure;

/**
 * Request of an attempt, as far as the verdict on the attempt depends on it.
 */
public interface AttemptedRequest {

	/**
	 * Returns the target.
	 * @return the target, a service name or a host
	 */
	String target();

	/**
	 * Returns whether the body can be sent again.
	 * @return whether it can
	 */
	boolean isBodyRepeatable();

	/**
	 * Returns whether a second request is safe although the target may have acted on the
	 * first one.
	 * @return whether it is safe
	 */
	boolean isIdempotent();

	/**
	 * Returns whether the attempt is known to have failed before its request was sent, in
	 * code of the caller such as an interceptor that gets a token.
	 * @return whether it has
	 */
	default boolean isUnsent() {
		return false;
	}

	/**
	 * Returns a request of which only the target is known; whether to repeat it is up to
	 * others.
	 * @param target the target
	 * @return the request
	 */
	static AttemptedRequest to(String target) {
		return new UnknownRequest(target);
	}

}
