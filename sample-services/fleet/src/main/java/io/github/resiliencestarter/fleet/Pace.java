package io.github.resiliencestarter.fleet;

/**
 * Clock of the load generator.
 */
interface Pace {

	/**
	 * The time in nanoseconds, from an arbitrary origin.
	 */
	long nanos();

	/**
	 * Waits until the given time; returns immediately if it has passed.
	 * @param nanos the time, on the scale of {@link #nanos()}
	 */
	void awaitUntil(long nanos);

}
