package io.github.resiliencestarter.console;

import java.time.Instant;

/**
 * Something that has happened in the fleet.
 *
 * @param seq its number
 * @param at when it was seen
 * @param kind what it is about
 * @param subject the dependency, the instance or the override
 * @param text what has happened
 */
record FeedEvent(long seq, Instant at, Kind kind, String subject, String text) {

	/**
	 * What an event is about.
	 */
	enum Kind {

		/**
		 * A circuit breaker has opened.
		 */
		OPENED,

		/**
		 * A circuit breaker has changed its state otherwise.
		 */
		CHANGED,

		/**
		 * An instance was ejected.
		 */
		EJECTED,

		/**
		 * An instance has returned to rotation.
		 */
		RETURNED,

		/**
		 * An override.
		 */
		OVERRIDE,

		/**
		 * An instance of the fleet.
		 */
		INSTANCE

	}

}
