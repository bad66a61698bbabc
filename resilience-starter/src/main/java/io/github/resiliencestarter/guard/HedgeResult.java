package io.github.resiliencestarter.guard;

/**
 * What has become known of a hedge: the second, equal request of an attempt.
 */
public enum HedgeResult {

	/**
	 * The hedge was sent.
	 */
	SENT,

	/**
	 * The caller got the response to the hedge.
	 */
	WON

}
