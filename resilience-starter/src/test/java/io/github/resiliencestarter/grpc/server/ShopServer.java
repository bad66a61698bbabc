package io.github.resiliencestarter.grpc.server;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.github.resiliencestarter.StarterContext;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycle;

/**
 * Application that serves a {@link Shop} with a Netty server on a random port.
 */
final class ShopServer {

	private ShopServer() {
	}

	static ApplicationContextRunner runner(Shop shop) {
		return StarterContext.runner()
			.withPropertyValues("spring.grpc.server.port=0", "spring.grpc.server.address=127.0.0.1",
					"spring.cloud.discovery.enabled=false")
			.withBean(Shop.class, () -> shop);
	}

	static int port(ApplicationContext context) {
		return context.getBeanProvider(GrpcServerLifecycle.class)
			.stream()
			.mapToInt(GrpcServerLifecycle::getPort)
			.filter((port) -> port > 0)
			.findFirst()
			.orElseThrow();
	}

	/**
	 * Runs a test with a connection to a server.
	 */
	static void with(ApplicationContextRunner runner, Consumer<ManagedChannel> test) {
		runner.run((context) -> {
			ManagedChannel channel = channel(context);
			try {
				test.accept(channel);
			}
			finally {
				channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
			}
		});
	}

	static ManagedChannel channel(ApplicationContext context) {
		return ManagedChannelBuilder.forAddress("127.0.0.1", port(context)).usePlaintext().build();
	}

}
