package io.github.resiliencestarter.deadline;

import java.time.Duration;

/**
 * Part of the remaining time of a request that is kept for the way of the response. A
 * service that uses all of its time to wait for a dependency must still be able to tell
 * its caller so, or it would seem to hang itself.
 */
public final class ResponseReserve {

	private static final int SHARE = 10;

	private static final long MAX_MILLIS = 100;

	private ResponseReserve() {
	}

	/**
	 * Subtracts the reserve: a tenth of the time, at most 100 ms.
	 * @param timeLeft the time until the caller gives up
	 * @return the time in which the called service should respond
	 */
	public static Duration subtractFrom(Duration timeLeft) {
		return timeLeft.minusMillis(Math.min(timeLeft.toMillis() / SHARE, MAX_MILLIS));
	}

}
