package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@code ./fleet override} with a Consul and instances that are only HTTP.
 */
class OverrideCommandsTests {

	private static final String[] CREATE = { "create", "--application", "orders", "--target", "inventory", "--state",
			"force-open", "--for", "2m", "--reason", "INC-42", "--id", "inc-42" };

	private final JsonMapper json = new JsonMapper();

	private final Map<String, String> store = new LinkedHashMap<>();

	private final Map<String, String> responses = new ConcurrentHashMap<>();

	private final List<String> tokens = new ArrayList<>();

	private final List<HttpServer> servers = new ArrayList<>();

	@TempDir
	private Path home = Path.of("");

	private Map<String, String> environment = Map.of("USER", "jane");

	private int status = 200;

	@BeforeEach
	void startConsul() throws IOException {
		HttpServer consul = server();
		consul.createContext("/v1/kv/resilience/overrides/", this::store);
		consul.createContext("/v1/catalog/services",
				(exchange) -> respond(exchange, 200, "{\"consul\": [], \"orders\": [\"a\"], \"inventory\": []}"));
		consul.createContext("/v1/health/service/", this::passing);
		Files.writeString(this.home.resolve("ports"), "consul=" + consul.getAddress().getPort());
	}

	@AfterEach
	void stop() {
		this.servers.forEach((server) -> server.stop(0));
	}

	@Test
	void createWritesTheDocumentAndPrintsTheId() {
		RecordedRun run = run(CREATE);
		assertThat(run.err()).isEmpty();
		assertThat(run.out()).isEqualTo("inc-42\n");
		JsonNode document = this.json.readTree(this.store.get("inc-42"));
		assertThat(document.path("version").asInt()).isOne();
		assertThat(document.path("selector")).isEqualTo(this.json.readTree("""
				{"application": "orders", "target": "inventory"}"""));
		assertThat(document.path("action")).isEqualTo(this.json.readTree("{\"state\": \"force-open\"}"));
		assertThat(document.path("owner").asString()).isEqualTo("jane");
		assertThat(document.path("reason").asString()).isEqualTo("INC-42");
		assertThat(document.path("share").asInt()).isEqualTo(100);
		assertThat(Instant.parse(document.path("expiry").asString()))
			.isAfter(InstantSource.system().instant().plus(Duration.ofSeconds(90)));
	}

	@Test
	void createWritesSettingsTagsAndAShare() {
		run("create", "--application", "*", "--set", "resilience.client.targets.inventory.timeout=1s", "--set",
				"resilience4j.retry.configs.default.max-attempts=1", "--tag", "zone=eu-*", "--share", "20", "--for",
				"1h", "--reason", "r", "--owner", "joe", "--id", "x");
		JsonNode document = this.json.readTree(this.store.get("x"));
		assertThat(document.at("/action/settings").propertyNames()).containsExactly(
				"resilience.client.targets.inventory.timeout", "resilience4j.retry.configs.default.max-attempts");
		assertThat(document.at("/selector/tags/0").asString()).isEqualTo("zone=eu-*");
		assertThat(document.path("share").asInt()).isEqualTo(20);
		assertThat(document.path("owner").asString()).isEqualTo("joe");
	}

	@Test
	void generatedIdIsValidAndTellsTheAction() {
		RecordedRun run = run("create", "--application", "orders", "--target", "Stock_API.v2", "--state", "close",
				"--for", "2m", "--reason", "r");
		assertThat(run.out().strip()).matches("close-stock-api-v2-[0-9a-f]{6}");
	}

	@Test
	void idThatIsTakenIsNotOverwritten() {
		run(CREATE);
		String before = this.store.get("inc-42");
		RecordedRun run = run(CREATE);
		assertThat(run.exitCode()).isOne();
		assertThat(run.err()).isEqualTo("fleet: there is an override 'inc-42' already; choose another --id, or "
				+ "./fleet override revoke inc-42\n");
		assertThat(this.store.get("inc-42")).isSameAs(before);
	}

	@Test
	void growChangesOnlyTheShare() {
		this.store.put("inc-42", "{\"share\": 20, \"more\": [1.5, null, true, \"\\u00e4\\\"\"], \"version\": 1}");
		assertThat(run("grow", "inc-42", "--share", "50").out()).isEqualTo("inc-42: 20 % -> 50 %\n");
		assertThat(this.json.readTree(this.store.get("inc-42"))).isEqualTo(
				this.json.readTree("{\"share\": 50, \"more\": [1.5, null, true, \"\u00e4\\\"\"], \"version\": 1}"));
		RecordedRun smaller = run("grow", "inc-42", "--share", "50");
		assertThat(smaller.err()).startsWith("fleet: --share must be larger than the present 50; to withdraw it, "
				+ "./fleet override revoke inc-42\n");
	}

	@Test
	void listShowsEveryDocumentAndNoControlCharacters() {
		run(CREATE);
		this.store.put("broken", "no json");
		this.store.put("hostile", "{\"reason\": \"\\u001b[31mred\", \"share\": \"x\"}");
		this.store.put("c1", "{\"reason\": \"\u009b31mred\u202etxt\"}");
		this.store.put("key\u001b[31m", "no json");
		this.store.put("deep", "[".repeat(100_000));
		assertThat(run("list").out()).contains("ID", "inc-42", "force-open inventory", "100 %", "jane", "INC-42")
			.contains("broken is not valid JSON", "?[31mred", "?31mred?txt", "key?[31m", "deep is not valid JSON")
			.doesNotContain("\u001b", "\u009b", "\u202e");
		assertThat(this.json.readTree(run("list", "--json").out())).hasSize(6);
	}

	@Test
	void responseThatIsNotJsonIsNoResponse() throws IOException {
		instance("orders-1", "<html>");
		RecordedRun run = run("create", "--application", "orders", "--target", "inventory", "--state", "force-open",
				"--for", "2m", "--reason", "INC-42", "--dry-run");
		assertThat(run.out() + run.err()).contains("orders-1").doesNotContain("Exception", "Unexpected");
	}

	@Test
	void revokeDeletes() {
		run(CREATE);
		assertThat(run("revoke", "inc-42").out()).isEqualTo("inc-42: revoked\n");
		assertThat(this.store).isEmpty();
		assertThat(run("revoke", "inc-42").err())
			.isEqualTo("fleet: there is no override 'inc-42'; see ./fleet override list\n");
	}

	@Test
	void watchCountsAndNamesInstances() throws IOException {
		run(CREATE);
		instance("orders-1", applied());
		instance("orders-2", overrides("inc-42", "REJECTED", digest(), "unknown key"));
		instance("orders-3", "{\"enabled\": true, \"source\": {\"state\": \"CURRENT\"}, \"overrides\": []}");
		instance("orders-4", overrides("inc-42", "APPLIED", "0123456789abcdef", ""));
		instance("orders-5", overrides("inc-42", "NOT_SELECTED", digest(), "share"));
		instance("orders-6", "<html>");
		this.responses.put("orders-7", "1");
		instance("orders-8", overrides("inc-42", "WAITING", digest(), "no such circuit breaker yet"));
		RecordedRun run = run("watch", "inc-42", "--within", "0");
		assertThat(run.exitCode()).isOne();
		assertThat(run.out()).isEqualTo("""
				1 of 7 applied, 1 not selected
				  orders-2: rejected (unknown key)
				  orders-3: stale (has not read it yet)
				  orders-4: stale (has an earlier version)
				  orders-6: unreachable (/actuator/resilienceoverrides is not JSON)
				  orders-7: unreachable (does not respond)
				  orders-8: waiting (no such circuit breaker yet)
				""");
	}

	@Test
	void watchEndsWhenAllHaveAppliedIt() throws IOException {
		run(CREATE);
		instance("orders-1", applied());
		instance("orders-2", applied());
		RecordedRun run = run("watch", "inc-42");
		assertThat(run.exitCode()).isZero();
		assertThat(run.out()).isEqualTo("2 of 2 applied\n");
		assertThat(this.json.readTree(run("watch", "inc-42", "--json").out()).path("applied").asInt()).isEqualTo(2);
	}

	@Test
	void watchOfADocumentWithoutAnApplicationAsksAllServices() throws IOException {
		this.store.put("broken", "no json");
		String digest = new OverrideDocument("broken", "no json", 0).digest();
		instance("orders-1", overrides("broken", "REJECTED", digest, "not JSON"));
		assertThat(run("watch", "broken", "--within", "0").out())
			.isEqualTo("0 of 1 applied\n  orders-1: rejected (not JSON)\n");
	}

	@Test
	void onlyTheServicesOfTheFleetAreCounted() throws IOException {
		run("create", "--application", "*", "--set", "a=b", "--for", "2m", "--reason", "r", "--id", "inc-42");
		instance("orders-1", applied());
		instance("consul", applied());
		assertThat(run("watch", "inc-42").out()).isEqualTo("1 of 1 applied\n");
	}

	@Test
	void dryRunAsksTheInstancesAndWritesNothing() throws IOException {
		instance("orders-1", """
				{"valid": true, "problems": [], "selected": true, "changes": [{"target": "inventory",
				"what": "circuit breaker", "before": "CLOSED", "after": "FORCED_OPEN"}],
				"rejectedCallsOfLastMinute": 118}""");
		String[] args = Arrays.copyOf(CREATE, CREATE.length + 1);
		args[CREATE.length] = "--dry-run";
		RecordedRun run = run(args);
		assertThat(run.out()).isEqualTo("""
				orders-1:
				  inventory: circuit breaker CLOSED -> FORCED_OPEN
				  would have rejected 118 calls in the last minute
				""");
		assertThat(run.exitCode()).isZero();
		assertThat(this.store).isEmpty();
	}

	@Test
	void tokenIsSentToConsul() {
		this.environment = Map.of("CONSUL_HTTP_TOKEN", "secret");
		run(CREATE);
		assertThat(this.tokens).containsOnly("secret");
	}

	@Test
	void forbiddenNamesThePolicy() {
		this.status = 403;
		assertThat(run("list").err()).isEqualTo("fleet: Consul does not allow you to read resilience/overrides/*; set "
				+ "CONSUL_HTTP_TOKEN to a token with the policy consul/acl/operator.hcl\n");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			[]                                     | specify one of create, grow, list, watch, revoke
			sing                                   | unknown argument: sing
			create                                 | specify --application, the service that makes the calls
			create --application a --reason r      | specify --for, such as 2m
			create --application a --for 2m        | specify --reason, such as
			create OK                              | specify either --state (force-open, close, disable, metrics-only)
			create OK --state close --set a=b      | specify either --state (force-open, close, disable, metrics-only)
			create OK --state open                 | unknown state: open; use one of force-open, close
			create OK --state close                | specify --target, the name of the circuit breaker
			create OK --set a                      | --set is not KEY=VALUE: 'a'
			create OK --set a=b --target c         | --target is for --state only
			create OK --set a=b --share 0          | --share must be a whole number from 1 to 100, not '0'
			create OK --set a=b --id A             | invalid ID: A; use a-z, 0-9 and dashes
			grow                                   | specify the ID of an override; see ./fleet override list
			grow inc-42                            | specify --share, the new percentage of the instances
			watch ../../kv                         | invalid ID: ../../kv; use a-z, 0-9 and dashes
			revoke                                 | specify the ID of an override
			""")
	void misuseSaysWhatToWrite(String command, String message) {
		String args = command.equals("[]") ? "" : command.replace("OK", "--application a --for 2m --reason r");
		RecordedRun run = run(args.isEmpty() ? new String[0] : args.split(" ", -1));
		assertThat(run.exitCode()).isEqualTo(2);
		assertThat(run.err().lines()).hasSize(2);
		assertThat(run.err()).startsWith("fleet: " + message).contains("\nusage: ./fleet override ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "2", "0m", "2w", "8d", "-1m", "999999d" })
	void invalidTimeIsRejected(String time) {
		RecordedRun run = run("create", "--application", "a", "--set", "b=c", "--reason", "r", "--for", time);
		assertThat(run.exitCode()).isEqualTo(2);
		assertThat(run.err()).startsWith("fleet: --for is ").contains("'" + time + "'");
	}

	private RecordedRun run(String... args) {
		String[] all = new String[args.length + 1];
		all[0] = "override";
		System.arraycopy(args, 0, all, 1, args.length);
		return RecordedRun.of(new Settings(Settings.repository(), this.home, this.environment), all);
	}

	private String digest() {
		return new OverrideDocument("inc-42", Objects.requireNonNull(this.store.get("inc-42")), 0).digest();
	}

	private String applied() {
		return overrides("inc-42", "APPLIED", digest(), "");
	}

	private static String overrides(String id, String state, String digest, String reason) {
		return """
				{"enabled": true, "overrides": [{"id": "%s", "state": "%s", "digest": "%s", "reason": "%s"}]}"""
			.formatted(id, state, digest, reason);
	}

	private void instance(String name, String response) throws IOException {
		HttpServer instance = server();
		instance.createContext("/actuator/resilienceoverrides", (exchange) -> respond(exchange, 200, response));
		this.responses.put(name, Integer.toString(instance.getAddress().getPort()));
	}

	private HttpServer server() throws IOException {
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.servers.add(server);
		server.start();
		return server;
	}

	private void passing(HttpExchange exchange) throws IOException {
		String service = exchange.getRequestURI().getPath().replaceFirst(".*/", "");
		List<Map<String, Object>> entries = this.responses.entrySet()
			.stream()
			.filter((instance) -> instance.getKey().startsWith(service))
			.sorted(Map.Entry.comparingByKey())
			.map((instance) -> Map.<String, Object>of("Service",
					Map.of("ID", instance.getKey(), "Port", Integer.valueOf(instance.getValue()))))
			.toList();
		respond(exchange, 200, this.json.writeValueAsString(entries));
	}

	private void store(HttpExchange exchange) throws IOException {
		this.tokens.add(exchange.getRequestHeaders().getFirst("X-Consul-Token"));
		String id = exchange.getRequestURI().getPath().substring("/v1/kv/resilience/overrides/".length());
		if (this.status != 200) {
			respond(exchange, this.status, "Permission denied");
		}
		else if (exchange.getRequestMethod().equals("PUT")) {
			boolean isNew = exchange.getRequestURI().getQuery().equals("cas=0");
			boolean done = isNew != this.store.containsKey(id);
			if (done) {
				this.store.put(id, new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
			}
			respond(exchange, 200, Boolean.toString(done));
		}
		else if (exchange.getRequestMethod().equals("DELETE")) {
			this.store.remove(id);
			respond(exchange, 200, "true");
		}
		else {
			List<Map<String, Object>> entries = this.store.entrySet()
				.stream()
				.filter((entry) -> id.isEmpty() || entry.getKey().equals(id))
				.map((entry) -> Map.<String, Object>of("Key", "resilience/overrides/" + entry.getKey(), "ModifyIndex",
						7, "Value",
						Base64.getEncoder().encodeToString(entry.getValue().getBytes(StandardCharsets.UTF_8))))
				.toList();
			respond(exchange, entries.isEmpty() ? 404 : 200, this.json.writeValueAsString(entries));
		}
	}

	private static void respond(HttpExchange exchange, int status, String body) throws IOException {
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		exchange.sendResponseHeaders(status, bytes.length);
		exchange.getResponseBody().write(bytes);
		exchange.close();
	}

}
