package io.github.resiliencestarter.console;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

import com.sun.net.httpserver.HttpExchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The console over a fleet with instances of all kinds: what it reads, and what no
 * instance can do to it.
 */
class ConsoleFleetTests {

	private static final Instant SINCE = Instant.parse("2026-11-28T03:00:00Z");

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private static RunningConsole console;

	@BeforeAll
	static void start() {
		console = RunningConsole.start(RunningConsole.USERS, "resilience.console.actuator.timeout=500ms",
				"resilience.console.actuator.max-response-size=200KB", "resilience.console.actuator.token=s3cret",
				"resilience.console.links.boards=https://grafana.example.org/d/x?var={application}&target={target}");
		FakeFleet fleet = console.fleet();
		fleet.add("orders", 4, "inventory", "pricing").subList(0, 3).forEach((instance) -> {
			instance.set("inventory", "OPEN", SINCE, "FAILURE_RATE");
			instance.set("pricing", "CLOSED", SINCE, "MANUAL", "10.0.0.1:80");
		});
		addFailing(fleet);
		await().atMost(LIMIT)
			.untilAsserted(() -> assertThat(console.view().readings()).filteredOn(Reading::isRead).hasSize(4));
	}

	private static void addFailing(FakeFleet fleet) {
		fleet.add("dead", 1, "x").get(0).fails((exchange) -> exchange.close());
		fleet.add("hanging", 80, "x").forEach((instance) -> instance.fails(FakeInstance.Fault.hangs()));
		fleet.add("huge", 1, "x")
			.get(0)
			.fails(FakeInstance.Fault.responds("{\"targets\":[],\"x\":\"" + "x".repeat(300_000) + "\"}"));
		fleet.add("deep", 1, "x").get(0).fails(FakeInstance.Fault.responds("{\"x\":" + "[".repeat(100_000)));
		fleet.add("truncated", 1, "x").get(0).fails(FakeInstance.Fault.responds("{\"targets\":[{\"name\":\"a"));
		fleet.add("wrong", 1, "x").get(0).fails(FakeInstance.Fault.responds("{\"targets\":{\"name\":7}}"));
		fleet.add("empty", 1, "x").get(0).fails(FakeInstance.Fault.responds(""));
		fleet.add("html", 1, "x")
			.get(0)
			.fails((exchange) -> FakeFleet.respond(exchange, 200, "text/html", new byte[10]));
		fleet.add("compressed", 1, "x").get(0).fails(ConsoleFleetTests::compressed);
		fleet.add("trickling", 1, "x").get(0).fails(ConsoleFleetTests::trickling);
		fleet.add("redirecting", 1, "x").get(0).fails((exchange) -> {
			exchange.getResponseHeaders().set("Location", console.fleet().uri() + "/stolen");
			exchange.sendResponseHeaders(302, -1);
			exchange.close();
		});
	}

	@AfterAll
	static void stop() {
		console.close();
	}

	private static void compressed(HttpExchange exchange) throws java.io.IOException {
		exchange.getResponseHeaders().set("Content-Encoding", "gzip");
		exchange.getResponseHeaders().set("Content-Type", "application/json");
		exchange.sendResponseHeaders(200, 0);
		try (GZIPOutputStream stream = new GZIPOutputStream(exchange.getResponseBody())) {
			stream.write("{\"targets\":[]}".getBytes(StandardCharsets.UTF_8));
		}
	}

	/**
	 * The headers at once, and the body never.
	 */
	private static void trickling(HttpExchange exchange) throws java.io.IOException {
		exchange.getResponseHeaders().set("Content-Type", "application/json");
		exchange.sendResponseHeaders(200, 0);
		exchange.getResponseBody().write('{');
		exchange.getResponseBody().flush();
	}

	// One reading can time out on a busy machine; a later one then succeeds
	private static void awaitProblem(String application, Consumer<String> check) {
		await().atMost(LIMIT)
			.untilAsserted(() -> assertThat(console.view().readings())
				.filteredOn((reading) -> reading.member().application().equals(application))
				.singleElement()
				.satisfies((reading) -> check.accept(String.valueOf(reading.problem()))));
	}

	@Test
	void sumsUpDependenciesWorstFirst() {
		await().atMost(LIMIT).untilAsserted(() -> {
			JsonNode rows = console.json("/api/dependencies", "reader").path("rows");
			assertThat(rows.get(0).path("target").asString()).isEqualTo("inventory");
			assertThat(rows.get(0).path("counts").path("open").asInt()).isEqualTo(3);
			assertThat(rows.get(0).path("counts").path("instances").asInt()).isEqualTo(4);
			assertThat(rows.get(0).path("since").asString()).isEqualTo(SINCE.toString());
			assertThat(rows.get(0).path("reason").asString()).isEqualTo("82 % of 10 calls failed");
			assertThat(rows.get(1).path("reason").asString()).isEqualTo("ejected: unreachable");
		});
	}

	@Test
	void hangingInstancesDoNotDelayOthers() {
		Instant before = Instant.parse("2026-11-28T04:00:00Z");
		console.fleet().get("orders-4").set("pricing", "OPEN", before, "SLOW_CALL_RATE");
		await().atMost(LIMIT)
			.until(() -> console.json("/api/dependencies?filter=pricing", "reader")
				.path("rows")
				.get(0)
				.path("counts")
				.path("open")
				.asInt() == 1);
		console.fleet().get("orders-4").set("pricing", "CLOSED", before, "PROBES_SUCCEEDED");
	}

	@Test
	void hugeResponseIsCutOff() {
		awaitProblem("huge", (problem) -> assertThat(problem).isEqualTo("response is larger than 204800 bytes"));
	}

	@Test
	void deepResponseIsRejected() {
		awaitProblem("deep", (problem) -> assertThat(problem).contains("nesting depth"));
	}

	@Test
	void responsesThatAreNotWhatWasAskedForAreRejected() {
		awaitProblem("truncated", (problem) -> assertThat(problem).startsWith("response is not valid"));
		awaitProblem("wrong", (problem) -> assertThat(problem).startsWith("response is not valid"));
		awaitProblem("empty", (problem) -> assertThat(problem).startsWith("response is not valid"));
		awaitProblem("html", (problem) -> assertThat(problem).isEqualTo("response is not JSON"));
		awaitProblem("compressed", (problem) -> assertThat(problem).isEqualTo("response is compressed"));
	}

	@Test
	void bodyThatNeverEndsTimesOut() {
		awaitProblem("trickling", (problem) -> assertThat(problem).isEqualTo("no complete response within 500 ms"));
	}

	@Test
	void redirectIsNotFollowed() {
		awaitProblem("redirecting", (problem) -> assertThat(problem).isEqualTo("status 302"));
		assertThat(console.fleet().requests()).noneMatch((request) -> request.contains("stolen"));
	}

	@Test
	void instanceInDetailIsReadFromTheInstance() {
		JsonNode detail = console.json("/api/dependency?caller=orders&target=inventory", "reader");
		assertThat(detail.path("instances").size()).isEqualTo(4);
		assertThat(detail.path("links").path("Boards").asString())
			.isEqualTo("https://grafana.example.org/d/x?var=orders&target=inventory");
		String key = detail.path("instances").get(0).path("key").asString();
		await().atMost(LIMIT)
			.untilAsserted(() -> assertThat(console.json("/api/instance?target=inventory&key=" + key, "reader")
				.path("settings")
				.path("timeout")
				.path("value")
				.asString()).isEqualTo("PT2S"));
	}

	@Test
	void addressesOfABrowserAreNotFetched() {
		int before = console.fleet().requests().size();
		for (String key : List.of("http://127.0.0.1:" + console.fleet().port() + "/stolen", "orders/../stolen",
				"//stolen", "orders/orders-1%0d%0aX: y", "")) {
			assertThat(console
				.get("/api/instance?target=inventory&key=" + java.net.URLEncoder.encode(key, StandardCharsets.UTF_8),
						"reader")
				.statusCode()).isEqualTo(502);
		}
		for (String target : List.of("../../stolen", "..%2Fstolen", "http://127.0.0.1/stolen", "stolen")) {
			assertThat(console
				.get("/api/instance?key=orders/orders-1&target="
						+ java.net.URLEncoder.encode(target, StandardCharsets.UTF_8), "reader")
				.statusCode()).isEqualTo(502);
		}
		assertThat(console.fleet().requests().subList(before, console.fleet().requests().size()))
			.noneMatch((request) -> request.contains("stolen"));
	}

	@Test
	void streamBeginsWithEverything() throws Exception {
		try (java.util.stream.Stream<String> lines = java.net.http.HttpClient.newHttpClient()
			.send(console.request("/api/stream", "reader").build(), java.net.http.HttpResponse.BodyHandlers.ofLines())
			.body()) {
			String data = lines.filter((line) -> line.startsWith("data:")).findFirst().orElseThrow();
			assertThat(data).contains("\"full\":true", "\"caller\":\"orders\"", "\"summary\"");
		}
	}

	@Test
	void healthyInstancesAreCountedApart() {
		await().atMost(LIMIT).untilAsserted(() -> {
			Summary summary = console.view().snapshot().summary();
			assertThat(summary.read()).isEqualTo(4);
			assertThat(summary.instances()).isGreaterThan(80);
			assertThat(IntStream.of(summary.unreachable(), summary.noEndpoint(), summary.read()).sum())
				.isLessThanOrEqualTo(summary.instances());
		});
	}

}
