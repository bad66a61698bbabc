package io.github.resiliencestarter.grpc.server;

import java.util.concurrent.TimeUnit;

import io.github.resiliencestarter.StarterContext;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import org.junit.jupiter.api.Test;

import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Readiness}.
 */
class ReadinessTests {

	private final HealthStatusManager health = new HealthStatusManager();

	private final GenericApplicationContext context = new GenericApplicationContext();

	private final Readiness readiness = new Readiness(this.health, this.context);

	@Test
	void isThatOfTheApplication() throws Exception {
		assertThat(status("readiness")).isEqualTo(ServingStatus.NOT_SERVING);
		change(ReadinessState.ACCEPTING_TRAFFIC);
		assertThat(status("readiness")).isEqualTo(ServingStatus.SERVING);
		change(ReadinessState.REFUSING_TRAFFIC);
		assertThat(status("readiness")).isEqualTo(ServingStatus.NOT_SERVING);
	}

	@Test
	void everythingStopsServingWhenTheApplicationBeginsToShutDown() throws Exception {
		change(ReadinessState.ACCEPTING_TRAFFIC);
		this.readiness.onApplicationEvent(new ContextClosedEvent(this.context));
		assertThat(status("readiness")).isEqualTo(ServingStatus.NOT_SERVING);
		assertThat(status("")).isEqualTo(ServingStatus.NOT_SERVING);
		this.health.setStatus("", ServingStatus.SERVING);
		change(ReadinessState.ACCEPTING_TRAFFIC);
		assertThat(status("")).isEqualTo(ServingStatus.NOT_SERVING);
		assertThat(status("readiness")).isEqualTo(ServingStatus.NOT_SERVING);
	}

	@Test
	void endOfAChildContextIsNotTheEnd() throws Exception {
		change(ReadinessState.ACCEPTING_TRAFFIC);
		this.readiness.onApplicationEvent(new ContextClosedEvent(new GenericApplicationContext()));
		assertThat(status("readiness")).isEqualTo(ServingStatus.SERVING);
	}

	@Test
	void isServedIfThereIsAHealthService() {
		ShopServer.runner(new Shop()).run((context) -> {
			assertThat(context).hasSingleBean(Readiness.class);
			ManagedChannel channel = ShopServer.channel(context);
			assertThat(status(channel, "readiness")).isEqualTo(ServingStatus.NOT_SERVING);
			AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
			assertThat(status(channel, "readiness")).isEqualTo(ServingStatus.SERVING);
			channel.shutdownNow();
		});
		ShopServer.runner(new Shop())
			.withPropertyValues("spring.grpc.server.health.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(Readiness.class));
		StarterContext.runner().run((context) -> assertThat(context).doesNotHaveBean(Readiness.class));
	}

	private void change(ReadinessState state) {
		this.readiness.onApplicationEvent(new AvailabilityChangeEvent<>(this, state));
	}

	private ServingStatus status(String service) throws Exception {
		var server = InProcessServerBuilder.forName("health")
			.directExecutor()
			.addService(this.health.getHealthService())
			.build()
			.start();
		ManagedChannel channel = InProcessChannelBuilder.forName("health").directExecutor().build();
		try {
			return status(channel, service);
		}
		finally {
			channel.shutdownNow();
			server.shutdownNow().awaitTermination(20, TimeUnit.SECONDS);
		}
	}

	private static ServingStatus status(Channel channel, String service) {
		return HealthGrpc.newBlockingStub(channel)
			.check(HealthCheckRequest.newBuilder().setService(service).build())
			.getStatus();
	}

}
