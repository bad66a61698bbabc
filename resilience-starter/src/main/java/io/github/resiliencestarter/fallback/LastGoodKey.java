package io.github.resiliencestarter.fallback;

/**
 * Request attribute with the caller's own part of the key of the last good answer, for
 * example {@code restClient.get().attribute(LastGoodKey.ATTRIBUTE, user.getId())}. With
 * it, the answer to a request with credentials is kept too: it must tell apart all users
 * who may get different answers.
 */
public final class LastGoodKey {

	/**
	 * Name of the attribute. The text of its value becomes part of the key, in addition
	 * to the URI.
	 */
	public static final String ATTRIBUTE = "resilience.fallback.last-good-answer.key";

	private LastGoodKey() {
	}

}
