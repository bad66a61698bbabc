package io.github.resiliencestarter.registration;

import org.jspecify.annotations.Nullable;

/**
 * gRPC server of this application. Its port and its health check become part of the
 * registration, which waits until the context has started all servers.
 */
@FunctionalInterface
public interface NetworkGrpcServer {

	/**
	 * Returns where the server can be called, once the context has started.
	 * @return the endpoint, or {@code null} if the server has no port
	 */
	@Nullable GrpcEndpoint endpoint();

	/**
	 * Endpoint of a gRPC server.
	 *
	 * @param port the port, or {@code null} if gRPC is served by the web server
	 * @param secure whether the port requires TLS
	 * @param healthService the name under which the server reports the health of this
	 * instance, or {@code null} if it has no health service
	 */
	record GrpcEndpoint(@Nullable Integer port, boolean secure, @Nullable String healthService) {
	}

}
