package io.github.resiliencestarter.fleet;

/**
 * Starts the process of an instance.
 */
@FunctionalInterface
interface InstanceStarter {

	/**
	 * Starts an instance that is not running.
	 * @param name the instance
	 * @param ports the ports of the fleet
	 * @return its process ID
	 */
	long start(String name, Ports ports);

}
