package io.github.resiliencestarter.control;

/**
 * Source of what selectors may know of this instance.
 */
@FunctionalInterface
interface InstanceIdentity {

	/**
	 * Returns this instance as it is registered now.
	 */
	OwnInstance current();

}
