package io.github.resiliencestarter.registration;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.resiliencestarter.discovery.ConsulApplications;
import io.github.resiliencestarter.discovery.RealConsul;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.consul.serviceregistry.ConsulRegistration;
import org.springframework.cloud.consul.serviceregistry.ConsulServiceRegistry;
import org.springframework.context.ConfigurableApplicationContext;

import static io.github.resiliencestarter.discovery.ConsulApplications.instances;
import static io.github.resiliencestarter.discovery.ConsulApplications.register;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Registration with a real agent.
 */
@ExtendWith(OutputCaptureExtension.class)
class RegistrationIT {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	@TempDir
	private Path directory;

	private ConsulApplications applications;

	@BeforeEach
	void begin() {
		this.applications = new ConsulApplications(this.directory);
	}

	@AfterEach
	void stop() throws Exception {
		this.applications.close();
	}

	@Test
	void agentThatComesBackWithoutMemoryLearnsAllAgain(CapturedOutput output) {
		RealConsul consul = consul();
		register(consul, "a");
		ConfigurableApplicationContext application = start(consul, WebApplicationType.SERVLET);
		DiscoveryClient client = application.getBean(DiscoveryClient.class);
		assertThat(instances(client)).containsExactly("a");
		awaitPassing(application);
		consul.kill();
		Awaitility.await().atMost(PATIENCE).until(() -> !state(application).isPassing());
		assertThat(instances(client)).containsExactly("a");
		consul.start();
		Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> statusOf(consul, "orders-it") != 404);
		awaitPassing(application);
		assertThat(instances(client)).containsExactly("a");
		register(consul, "b");
		Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> instances(client).equals(List.of("b")));
		assertThat(output).contains("Registered 'orders-it' with Consul again").doesNotContain("ERROR");
	}

	@Test
	void startsWithoutConsulFromTheKeptListAndRegistersLater() {
		RealConsul consul = consul();
		register(consul, "a");
		String cache = "resilience.discovery.cache-directory=" + this.directory.resolve("cache");
		start(consul, WebApplicationType.NONE, cache).getBean(DiscoveryClient.class).getInstances("inventory");
		Awaitility.await().atMost(PATIENCE).until(() -> Files.exists(this.directory.resolve("cache/inventory.json")));
		consul.kill();
		ConfigurableApplicationContext application = start(consul, WebApplicationType.SERVLET, cache);
		assertThat(instances(application.getBean(DiscoveryClient.class))).containsExactly("a");
		assertThat(state(application).isPassing()).isFalse();
		consul.start();
		awaitPassing(application);
	}

	@Test
	void refusalIsSeen(CapturedOutput output) {
		RealConsul consul = consul("-hcl=acl { enabled = true default_policy = \"deny\" }");
		ConfigurableApplicationContext application = start(consul, WebApplicationType.SERVLET);
		assertThat(state(application).isPassing()).isFalse();
		assertThat(output)
			.containsOnlyOnce("Consul rejected the registration of 'orders-it' (HTTP 403: Permission denied");
	}

	@Test
	void refusalEndsTheStartOfThoseWhoWantThat() {
		RealConsul consul = consul("-hcl=acl { enabled = true default_policy = \"deny\" }");
		assertThatException()
			.isThrownBy(() -> start(consul, WebApplicationType.SERVLET, "spring.cloud.consul.discovery.fail-fast=true"))
			.havingRootCause()
			.withMessageContaining("HTTP 403: Permission denied")
			.withMessageContaining("spring.cloud.consul.discovery.fail-fast=false");
	}

	@Test
	void serviceWithoutAWebServerIsFoundWhileItsHeartBeats() {
		RealConsul consul = consul();
		ConfigurableApplicationContext application = start(consul, WebApplicationType.NONE,
				"spring.cloud.consul.discovery.heartbeat.enabled=true",
				"spring.cloud.consul.discovery.heartbeat.ttl=6s");
		awaitPassing(application);
		application.close();
		assertThat(statusOf(consul, "orders-it")).isEqualTo(404);
	}

	@Test
	void checkAndScrapeFindAnActuatorOnAnyFreePort() {
		RealConsul consul = consul();
		ConfigurableApplicationContext application = start(consul, WebApplicationType.SERVLET,
				"management.server.port=0");
		awaitPassing(application);
		String port = Objects.requireNonNull(application.getEnvironment().getProperty("local.management.port"));
		String service = consul.get("/v1/agent/service/orders-it").body();
		assertThat(service).containsIgnoringWhitespaces("\"management-port\": \"" + port + "\"")
			.doesNotContain("\"Port\": " + port);
		assertThat(consul.get("/v1/agent/service/orders-it-management").body())
			.containsIgnoringWhitespaces("\"Port\": " + port);
		application.close();
		assertThat(statusOf(consul, "orders-it")).isEqualTo(404);
		assertThat(statusOf(consul, "orders-it-management")).isEqualTo(404);
	}

	@Test
	void staysRegisteredAtTheEndWhenTheUserSaysSo(CapturedOutput output) {
		RealConsul consul = consul();
		ConfigurableApplicationContext application = start(consul, WebApplicationType.SERVLET,
				"spring.cloud.consul.discovery.deregister=false");
		awaitPassing(application);
		application.close();
		assertThat(statusOf(consul, "orders-it")).isNotEqualTo(404);
		assertThat(output).doesNotContain("Deregistered from Consul");
	}

	@Test
	void processesOfOneIdAreAllKnown() {
		RealConsul consul = consul();
		for (int i = 0; i < 3; i++) {
			start(consul, WebApplicationType.NONE, "spring.cloud.consul.discovery.instance-id=",
					"spring.cloud.client.hostname=localhost", "server.port=8080",
					"spring.cloud.consul.discovery.heartbeat.enabled=true");
		}
		Awaitility.await()
			.atMost(PATIENCE)
			.until(() -> consul.get("/v1/health/service/orders?passing=true").body().split("\"Checks\"").length == 4);
	}

	@Test
	void maintenanceOutlivesTheMemoryOfTheAgent() {
		RealConsul consul = consul();
		ConfigurableApplicationContext application = start(consul, WebApplicationType.SERVLET);
		awaitPassing(application);
		ConsulRegistration registration = application.getBean(ConsulRegistration.class);
		ConsulServiceRegistry registry = application.getBean(ConsulServiceRegistry.class);
		registry.setStatus(registration, "OUT_OF_SERVICE");
		consul.kill();
		consul.start();
		Awaitility.await().atMost(PATIENCE).until(() -> statusOf(consul, "orders-it") == 503);
		assertThat(registry.getStatus(registration)).isEqualTo("OUT_OF_SERVICE");
		registry.setStatus(registration, "UP");
		awaitPassing(application);
	}

	@Test
	void servesOnAfterItHasLeft(CapturedOutput output) throws Exception {
		RealConsul consul = consul();
		ConfigurableApplicationContext application = start(consul, WebApplicationType.SERVLET);
		awaitPassing(application);
		String port = Objects.requireNonNull(application.getEnvironment().getProperty("local.server.port"));
		CompletableFuture<Void> end = CompletableFuture.runAsync(application::close);
		Awaitility.await()
			.pollInterval(Duration.ofMillis(10))
			.atMost(PATIENCE)
			.until(() -> statusOf(consul, "orders-it") == 404);
		assertThat(answerOf(port)).isEqualTo(503);
		assertThat(end).isNotDone();
		end.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
		assertThat(output).contains("Deregistered from Consul; serving for another 2000 ms").doesNotContain("ERROR");
	}

	private int answerOf(String port) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest
			.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/health/readiness"))
			.build();
		return HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode();
	}

	private RealConsul consul(String... options) {
		return this.applications.consul(options);
	}

	private ConfigurableApplicationContext start(RealConsul consul, WebApplicationType type, String... properties) {
		return this.applications.start(consul, type, properties);
	}

	private static int statusOf(RealConsul consul, String id) {
		return consul.get("/v1/agent/health/service/id/" + id).statusCode();
	}

	private static RegistrationState state(ConfigurableApplicationContext application) {
		return application.getBean(RegistrationState.class);
	}

	private static void awaitPassing(ConfigurableApplicationContext application) {
		Awaitility.await().atMost(PATIENCE).until(() -> state(application).isPassing());
	}

}
