package io.github.resiliencestarter.grpc.server;

/**
 * gRPC health of this instance.
 */
@FunctionalInterface
interface ServedHealth {

	/**
	 * Returns the name under which the health service reports it.
	 * @return the name
	 */
	String name();

}
