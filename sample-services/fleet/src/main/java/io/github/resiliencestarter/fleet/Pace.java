package io.github.resiliencestarter.fleet;

/**
 * Clock of the load generator, and how it waits.
 */
interface Pace {

	/**
	 * The time in nanoseconds, from an arbitrary origin.
	 */
	long nanos();

	/**
	 * Returns when the time has come, at once if it has passed.
	 * @param nanos the time, on the scale of {@link #nanos()}
	 */
	void awaitUntil(long nanos);

}
