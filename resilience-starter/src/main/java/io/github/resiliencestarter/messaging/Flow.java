package io.github.resiliencestarter.messaging;

/**
 * Messages that a listener gets, from all to none.
 */
enum Flow {

	/**
	 * All messages.
	 */
	FULL,

	/**
	 * As many messages as a half-open circuit breaker lets calls through.
	 */
	PROBING,

	/**
	 * No message.
	 */
	PAUSED

}
