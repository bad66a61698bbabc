package io.github.resiliencestarter.grpc.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resiliencestarter.deadline.CurrentDeadline;
import io.github.resiliencestarter.deadline.Deadline;
import io.github.resiliencestarter.discovery.ConsulApplications;
import io.github.resiliencestarter.discovery.RealConsul;
import io.github.resiliencestarter.guard.CallRejectedException;
import io.github.resiliencestarter.guard.RejectionReason;
import io.github.resiliencestarter.registration.RegistrationState;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.grpc.client.GrpcChannelFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Calls from a client to orders to inventory over gRPC, which find each other through
 * Consul.
 */
class GrpcChainIT {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	@TempDir
	private Path directory;

	private ConsulApplications applications;

	private ConfigurableApplicationContext orders;

	private Shop inventory;

	private ManagedChannel channel;

	@BeforeEach
	void begin() {
		this.applications = new ConsulApplications(this.directory);
		RealConsul consul = this.applications.consul();
		ConfigurableApplicationContext application = start(consul, "inventory");
		this.inventory = application.getBean(Shop.class);
		this.orders = start(consul, "orders");
		Channel toInventory = this.orders.getBean(GrpcChannelFactory.class).createChannel("inventory");
		this.orders.getBean(Shop.class)
			.replies((request) -> ClientCalls.blockingUnaryCall(toInventory, Shop.ASK, CallOptions.DEFAULT, request));
		this.channel = ShopServer.channel(this.orders);
	}

	@AfterEach
	void stop() {
		this.channel.shutdownNow();
		this.applications.close();
	}

	@Test
	void deadlineOfTheClientArrivesAtTheEndOfTheChain() {
		this.inventory.replies((request) -> {
			Deadline deadline = CurrentDeadline.get();
			return (deadline != null) ? deadline.timeLeft().toMillis() : -1;
		});
		assertThat(Long.parseLong(ask())).isBetween(1L, 5_000L);
	}

	@Test
	void failureOfADependencyIsNobodysInBetween() {
		this.inventory.replies((request) -> {
			throw new CallRejectedException("pricing", RejectionReason.BREAKER, null, null);
		});
		StatusRuntimeException ex = catchThrowableOfType(StatusRuntimeException.class, this::ask);
		assertThat(ex.getStatus().getCode()).isEqualTo(Code.UNAVAILABLE);
		assertThat(ex.getTrailers().containsKey(FailedCall.HEADER)).isTrue();
		assertThat(ex.getStatus().getDescription()).isEqualTo("Call to 'inventory' failed");
		assertThat(this.orders.getBean(CircuitBreakerRegistry.class)
			.circuitBreaker("inventory")
			.getMetrics()
			.getNumberOfFailedCalls()).isZero();
	}

	@Test
	void openCircuitBreakerIsToldToTheClient() {
		this.orders.getBean(CircuitBreakerRegistry.class).circuitBreaker("inventory").transitionToOpenState();
		StatusRuntimeException ex = catchThrowableOfType(StatusRuntimeException.class, this::ask);
		assertThat(ex.getStatus().getDescription())
			.startsWith("Call to 'inventory' rejected: its circuit breaker is open");
		assertThat(ex.getTrailers().containsKey(FailedCall.HEADER)).isTrue();
		assertThat(Long.parseLong(ex.getTrailers().get(RejectedCallHandler.PUSHBACK))).isPositive();
	}

	private String ask() {
		return ClientCalls.blockingUnaryCall(this.channel, Shop.ASK,
				CallOptions.DEFAULT.withDeadlineAfter(5, TimeUnit.SECONDS), "stock");
	}

	private ConfigurableApplicationContext start(RealConsul consul, String name) {
		ConfigurableApplicationContext application = this.applications.start(consul, WebApplicationType.NONE,
				"spring.main.sources=" + ShopConfiguration.class.getName(), "spring.grpc.server.port=0",
				"spring.grpc.server.address=127.0.0.1", "spring.application.name=" + name,
				"spring.cloud.consul.discovery.instance-id=" + name + "-it",
				"resilience.discovery.registration.drain=0");
		Awaitility.await().atMost(PATIENCE).until(() -> application.getBean(RegistrationState.class).isPassing());
		return application;
	}

	@Configuration(proxyBeanMethods = false)
	static class ShopConfiguration {

		@Bean
		Shop shop() {
			return new Shop();
		}

	}

}
