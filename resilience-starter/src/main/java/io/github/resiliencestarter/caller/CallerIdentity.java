package io.github.resiliencestarter.caller;

/**
 * What a caller is told apart by.
 */
public enum CallerIdentity {

	/**
	 * The name of the calling application, from a header. Any caller can send any name,
	 * so this is for callers that are trusted.
	 */
	APPLICATION,

	/**
	 * The name of the authenticated principal.
	 */
	PRINCIPAL

}
