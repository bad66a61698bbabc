package io.github.resiliencestarter.grpc.server;

import io.github.resiliencestarter.registration.NetworkGrpcServer;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycle;

/**
 * gRPC server with a port of its own.
 *
 * @param lifecycles the servers of the application, of which the first with a port is
 * registered
 * @param secure whether it requires TLS
 * @param healthService the name under which it reports the health of this instance, or
 * {@code null} if it has no health service
 */
record ListeningServer(ObjectProvider<GrpcServerLifecycle> lifecycles, boolean secure,
		@Nullable String healthService) implements NetworkGrpcServer {

	@Override
	public @Nullable GrpcEndpoint endpoint() {
		// In-process servers, and those on a socket of the file system, have none
		return this.lifecycles.stream()
			.map(GrpcServerLifecycle::getPort)
			.filter((port) -> port > 0)
			.findFirst()
			.map((port) -> new GrpcEndpoint(port, this.secure, this.healthService))
			.orElse(null);
	}

}
