package io.github.resiliencestarter.grpc.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.resiliencestarter.discovery.ConsulApplications;
import io.github.resiliencestarter.discovery.RealConsul;
import io.github.resiliencestarter.registration.RegistrationState;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Registration and drain of gRPC servers with a real agent.
 */
@ExtendWith(OutputCaptureExtension.class)
class GrpcRegistrationIT {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	@TempDir
	private Path directory;

	private ConsulApplications applications;

	private RealConsul consul;

	@BeforeEach
	void begin() {
		this.applications = new ConsulApplications(this.directory);
		this.consul = this.applications.consul();
	}

	@AfterEach
	void stop() {
		this.applications.close();
	}

	@Test
	void grpcServerIsRegisteredAndCheckedBesideTheWebServer() {
		ConfigurableApplicationContext application = start(WebApplicationType.SERVLET);
		awaitPassing(application);
		JsonNode entry = entry();
		assertThat(entry.path("Service").path("Port").asInt()).isNotEqualTo(ShopServer.port(application));
		assertThat(entry.path("Service").path("Meta").path("gRPC_port").asString())
			.isEqualTo(String.valueOf(ShopServer.port(application)));
		assertThat(outputs(entry)).hasSize(2)
			.anyMatch((output) -> output.contains("HTTP GET"))
			.anyMatch((output) -> output.contains("gRPC check"));
		AvailabilityChangeEvent.publish(application, ReadinessState.REFUSING_TRAFFIC);
		Awaitility.await().atMost(PATIENCE).until(() -> statusOf() == 503);
		AvailabilityChangeEvent.publish(application, ReadinessState.ACCEPTING_TRAFFIC);
		awaitPassing(application);
		application.close();
		assertThat(statusOf()).isEqualTo(404);
	}

	@Test
	void grpcServerWithoutAWebServerIsRegisteredWithItsPort(CapturedOutput output) {
		ConfigurableApplicationContext application = start(WebApplicationType.NONE);
		awaitPassing(application);
		JsonNode entry = entry();
		assertThat(entry.path("Service").path("Port").asInt()).isEqualTo(ShopServer.port(application));
		assertThat(outputs(entry)).singleElement().asString().contains("gRPC check");
		application.close();
		assertThat(statusOf()).isEqualTo(404);
		assertThat(output).doesNotContain("ERROR").containsOnlyOnce("Registered 'orders-it' with Consul");
	}

	@Test
	void grpcServerWithoutAHealthServiceIsCheckedByConnecting(CapturedOutput output) {
		ConfigurableApplicationContext application = start(WebApplicationType.NONE,
				"spring.grpc.server.health.enabled=false");
		awaitPassing(application);
		assertThat(outputs(entry())).singleElement().asString().contains("TCP connect");
		assertThat(output).contains("without a check of its gRPC health");
	}

	@Test
	void heartbeatIsEnoughForThoseWhoWantIt() {
		ConfigurableApplicationContext application = start(WebApplicationType.SERVLET,
				"spring.cloud.consul.discovery.heartbeat.enabled=true",
				"spring.cloud.consul.discovery.metadata.[gRPC_port]=443");
		awaitPassing(application);
		assertThat(outputs(entry())).hasSize(1);
		assertThat(entry().path("Service").path("Meta").path("gRPC_port").asString()).isEqualTo("443");
	}

	@Test
	void actuatorOnAnyFreePortIsAwaitedToo() {
		ConfigurableApplicationContext application = start(WebApplicationType.SERVLET, "management.server.port=0");
		awaitPassing(application);
		JsonNode meta = entry().path("Service").path("Meta");
		assertThat(meta.path("gRPC_port").asString()).isEqualTo(String.valueOf(ShopServer.port(application)));
		assertThat(meta.path("management-port").asString())
			.isEqualTo(application.getEnvironment().getProperty("local.management.port"));
	}

	@ParameterizedTest
	@EnumSource(value = WebApplicationType.class, names = { "SERVLET", "NONE" })
	void callsAndStreamsSeeNoErrorDuringTheDrain(WebApplicationType type, CapturedOutput output) {
		ConfigurableApplicationContext application = start(type, "resilience.discovery.registration.drain=2s");
		awaitPassing(application);
		ManagedChannel channel = ShopServer.channel(application);
		Received stream = new Received();
		StreamObserver<String> requests = ClientCalls
			.asyncBidiStreamingCall(channel.newCall(Shop.CHAT, CallOptions.DEFAULT), stream);
		requests.onNext("before");
		Awaitility.await().atMost(PATIENCE).until(() -> stream.messages().size() == 1);
		CompletableFuture<Void> end = CompletableFuture.runAsync(application::close);
		Awaitility.await().atMost(PATIENCE).until(() -> statusOf() == 404);
		for (int i = 0; i < 20; i++) {
			assertThat(health(channel)).isEqualTo(ServingStatus.NOT_SERVING);
			assertThat(ClientCalls.blockingUnaryCall(channel, Shop.ASK, CallOptions.DEFAULT, "stock"))
				.isEqualTo("stock");
		}
		assertThat(end).isNotDone();
		// The server has begun to stop
		Awaitility.await()
			.atMost(PATIENCE)
			.until(() -> output.getOut().contains("Deregistered from Consul; serving for another 2000 ms")
					&& !stillServes(channel));
		requests.onNext("after");
		requests.onCompleted();
		assertThat(stream.end()).isEqualTo("[before, after]");
		assertThat(end).succeedsWithin(PATIENCE);
		channel.shutdownNow();
	}

	private static ServingStatus health(ManagedChannel channel) {
		return HealthGrpc.newBlockingStub(channel)
			.check(HealthCheckRequest.newBuilder().setService("readiness").build())
			.getStatus();
	}

	private static boolean stillServes(ManagedChannel channel) {
		try {
			ClientCalls.blockingUnaryCall(channel, Shop.ASK, CallOptions.DEFAULT.withDeadlineAfter(1, TimeUnit.SECONDS),
					"stock");
			return true;
		}
		catch (StatusRuntimeException ex) {
			return false;
		}
	}

	private ConfigurableApplicationContext start(WebApplicationType type, String... properties) {
		List<String> all = new ArrayList<>(List.of(properties));
		all.addAll(List.of("spring.main.sources=" + ShopConfiguration.class.getName(), "spring.grpc.server.port=0",
				"spring.grpc.server.address=127.0.0.1"));
		return this.applications.start(this.consul, type, all.toArray(String[]::new));
	}

	private JsonNode entry() {
		return JsonMapper.shared().readTree(this.consul.get("/v1/agent/health/service/id/orders-it").body());
	}

	private static List<String> outputs(JsonNode entry) {
		List<String> outputs = new ArrayList<>();
		entry.path("Checks").forEach((check) -> outputs.add(check.path("Output").asString()));
		return outputs;
	}

	private int statusOf() {
		return this.consul.get("/v1/agent/health/service/id/orders-it").statusCode();
	}

	private static void awaitPassing(ConfigurableApplicationContext application) {
		Awaitility.await().atMost(PATIENCE).until(() -> application.getBean(RegistrationState.class).isPassing());
	}

	@Configuration(proxyBeanMethods = false)
	static class ShopConfiguration {

		@Bean
		Shop shop() {
			return new Shop();
		}

	}

}
