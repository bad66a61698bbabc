package io.github.resiliencestarter.registration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import io.github.resiliencestarter.discovery.ConsulApplications;
import io.github.resiliencestarter.discovery.RealConsul;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.WebApplicationType;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.context.ConfigurableApplicationContext;

import static io.github.resiliencestarter.discovery.ConsulApplications.instances;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The policies in {@code consul/acl} with a real agent that denies everything else.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AclPoliciesIT {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final String OVERRIDE = "/v1/kv/resilience/overrides/inc-42";

	private static final int OK = 200;

	private static final int FORBIDDEN = 403;

	private final HttpClient http = HttpClient.newHttpClient();

	private final JsonMapper json = new JsonMapper();

	private ConsulApplications applications;

	private RealConsul consul;

	private String management;

	private String service;

	private String operator;

	@BeforeAll
	void start(@TempDir Path directory) throws IOException {
		this.applications = new ConsulApplications(directory);
		this.consul = this.applications.consul("-hcl=acl { enabled = true default_policy = \"deny\" }");
		this.management = Awaitility.await()
			.ignoreExceptions()
			.atMost(PATIENCE)
			.until(() -> read(send("PUT", "/v1/acl/bootstrap", "", ""), "SecretID"), (token) -> !token.isEmpty());
		this.service = token("service");
		this.operator = token("operator");
	}

	@AfterAll
	void stop() {
		this.applications.close();
	}

	@Test
	void serviceRegistersItselfAndFindsOthers() {
		assertThat(put("/v1/agent/service/register", this.management, definition("inventory-1", "inventory")))
			.isEqualTo(OK);
		ConfigurableApplicationContext application = this.applications.start(this.consul, WebApplicationType.SERVLET,
				"spring.cloud.consul.discovery.acl-token=" + this.service);
		Awaitility.await().atMost(PATIENCE).until(() -> application.getBean(RegistrationState.class).isPassing());
		DiscoveryClient client = application.getBean(DiscoveryClient.class);
		Awaitility.await().atMost(PATIENCE).until(() -> instances(client).contains("inventory-1"));
	}

	@Test
	void serviceReadsOverridesAndNothingElseInTheStore() {
		put(OVERRIDE, this.management, "{}");
		put("/v1/kv/secret", this.management, "{}");
		assertThat(get("/v1/kv/resilience/overrides/?recurse=true", this.service)).isEqualTo(OK);
		assertThat(get(OVERRIDE, this.service)).isEqualTo(OK);
		assertThat(put(OVERRIDE, this.service, "{}")).isEqualTo(FORBIDDEN);
		assertThat(delete(OVERRIDE, this.service)).isEqualTo(FORBIDDEN);
		assertThat(get("/v1/kv/secret", this.service)).isEqualTo(FORBIDDEN);
	}

	@Test
	void serviceCannotRegisterAnother() {
		assertThat(put("/v1/agent/service/register", this.service, definition("false-1", "inventory")))
			.isEqualTo(FORBIDDEN);
		assertThat(put("/v1/agent/service/register", this.service, definition("orders-9", "orders"))).isEqualTo(OK);
		assertThat(put("/v1/agent/service/deregister/orders-9", this.service, "")).isEqualTo(OK);
	}

	@Test
	void operatorWritesOverridesAndNothingElse() {
		assertThat(put(OVERRIDE, this.operator, "{}")).isEqualTo(OK);
		assertThat(delete(OVERRIDE, this.operator)).isEqualTo(OK);
		assertThat(get("/v1/kv/resilience/overrides/?recurse=true", this.operator)).isNotEqualTo(FORBIDDEN);
		assertThat(put("/v1/kv/resilience/other", this.operator, "{}")).isEqualTo(FORBIDDEN);
		assertThat(get("/v1/kv/secret", this.operator)).isEqualTo(FORBIDDEN);
		assertThat(put("/v1/agent/service/register", this.operator, definition("orders-8", "orders")))
			.isEqualTo(FORBIDDEN);
	}

	@Test
	void operatorSeesWhichInstancesPass() {
		put("/v1/agent/service/register", this.management, definition("inventory-2", "inventory"));
		Awaitility.await()
			.atMost(PATIENCE)
			.until(() -> send("GET", "/v1/health/service/inventory?passing=true", this.operator, "").body()
				.contains("inventory-2"));
		assertThat(send("GET", "/v1/catalog/services", this.operator, "").body()).contains("inventory");
	}

	@Test
	void withoutATokenNothingIsRead() {
		put(OVERRIDE, this.management, "{}");
		assertThat(get(OVERRIDE, "")).isEqualTo(FORBIDDEN);
	}

	private String token(String policy) throws IOException {
		String rules = Files.readString(Path.of("../consul/acl/" + policy + ".hcl"));
		HttpResponse<String> created = send("PUT", "/v1/acl/policy", this.management,
				this.json.writeValueAsString(Map.of("Name", policy, "Rules", rules)));
		assertThat(created.statusCode()).as(created.body()).isEqualTo(OK);
		HttpResponse<String> token = send("PUT", "/v1/acl/token", this.management,
				"{\"Policies\": [{\"Name\": \"%s\"}]}".formatted(policy));
		return read(token, "SecretID");
	}

	private String read(HttpResponse<String> response, String field) {
		return this.json.readTree(response.body()).path(field).asString();
	}

	private static String definition(String id, String name) {
		return "{\"ID\": \"%s\", \"Name\": \"%s\", \"Address\": \"10.0.0.1\", \"Port\": 1}".formatted(id, name);
	}

	private int get(String path, String token) {
		return send("GET", path, token, "").statusCode();
	}

	private int put(String path, String token, String body) {
		return send("PUT", path, token, body).statusCode();
	}

	private int delete(String path, String token) {
		return send("DELETE", path, token, "").statusCode();
	}

	private HttpResponse<String> send(String method, String path, String token, String body) {
		HttpRequest.Builder request = HttpRequest
			.newBuilder(URI.create("http://127.0.0.1:" + this.consul.port() + path))
			.method(method, BodyPublishers.ofString(body));
		if (!token.isEmpty()) {
			request.header("X-Consul-Token", token);
		}
		try {
			return this.http.send(request.build(), BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
