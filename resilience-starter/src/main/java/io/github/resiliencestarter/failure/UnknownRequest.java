package io.github.resiliencestarter.failure;

/**
 * Request of which only the target is known.
 *
 * @param target the target
 */
record UnknownRequest(String target) implements AttemptedRequest {

	@Override
	public boolean isBodyRepeatable() {
		return true;
	}

	@Override
	public boolean isIdempotent() {
		return true;
	}

}
