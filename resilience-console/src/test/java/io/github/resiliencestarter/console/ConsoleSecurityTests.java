package io.github.resiliencestarter.console;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who may read and write, when users are configured.
 */
class ConsoleSecurityTests {

	private static RunningConsole console;

	@BeforeAll
	static void start() {
		console = RunningConsole.start(RunningConsole.USERS);
		console.fleet().add("orders", 2, "inventory");
	}

	@AfterAll
	static void stop() {
		console.close();
	}

	private static Map<String, Object> form(Object... changes) {
		Map<String, Object> form = FakeFleet.ordered("id", "inc-1", "application", "orders", "target", "inventory",
				"state", "force-open", "reason", "INC-1: test", "timing", Map.of("lifetime", "2m", "share", 100));
		form.putAll(FakeFleet.ordered(changes));
		return form;
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "/", "/console.js", "/icon.svg", "/api/session", "/api/dependencies", "/api/stream",
			"/api/dependency?caller=a&target=b", "/api/instance?key=a&target=b", "/api/overrides/x", "/nothing" })
	void nobodyReadsWithoutTheRole(String path) {
		assertThat(console.get(path, null).statusCode()).isEqualTo(401);
		assertThat(console.get(path, "nobody").statusCode()).isEqualTo(403);
	}

	@Test
	void readersAndWritersRead() {
		assertThat(console.get("/", "reader").body()).contains("Resilience console");
		assertThat(console.get("/api/dependencies", "writer").statusCode()).isEqualTo(200);
	}

	@Test
	void readersDoNotWrite() {
		assertThat(console.json("/api/session", "reader").path("mayWrite").asBoolean()).isFalse();
		assertThat(console.change("POST", "/api/overrides", "reader", form()).statusCode()).isEqualTo(403);
		assertThat(console.change("POST", "/api/overrides/dry-run", "reader", form()).statusCode()).isEqualTo(403);
		assertThat(console.change("DELETE", "/api/overrides/inc-1?index=1", "reader", null).statusCode())
			.isEqualTo(403);
		assertThat(console.store().list()).isEmpty();
	}

	@Test
	void writesNeedTheTokenOfTheSession() {
		for (String path : List.of("/api/overrides", "/api/overrides/dry-run")) {
			HttpResponse<String> response = console.send(console.request(path, "writer")
				.header("Content-Type", "application/json")
				.POST(BodyPublishers.ofString("{}"))
				.build());
			assertThat(response.statusCode()).isEqualTo(403);
		}
		assertThat(
				console.send(console.request("/api/overrides/inc-1?index=1", "writer").DELETE().build()).statusCode())
			.isEqualTo(403);
	}

	@Test
	void ownerIsTheUserAndConflictsAreFound() {
		assertThat(console.change("POST", "/api/overrides", "writer", form("id", "inc-2")).statusCode()).isEqualTo(200);
		OverrideStore.Entry entry = console.store().list().get(0);
		JsonNode document = tools.jackson.databind.json.JsonMapper.shared().readTree(entry.bytes());
		assertThat(document.path("owner").asString()).isEqualTo("writer");
		assertThat(document.path("version").asInt()).isEqualTo(1);
		assertThat(document.path("share").asInt()).isEqualTo(100);
		assertThat(console.change("POST", "/api/overrides", "writer", form("id", "inc-2")).statusCode()).isEqualTo(409);
		assertThat(console.change("DELETE", "/api/overrides/inc-2?index=1", "writer", null).statusCode())
			.isEqualTo(409);
		assertThat(console.change("DELETE", "/api/overrides/inc-2?index=" + entry.index(), "writer", null).statusCode())
			.isEqualTo(200);
		assertThat(console.store().list()).isEmpty();
	}

	@Test
	void ownerOfTheFormIsNotAccepted() {
		assertThat(console.change("POST", "/api/overrides", "writer", form("owner", "root")).statusCode())
			.isEqualTo(400);
	}

	@Test
	void problemsNameTheirFields() {
		HttpResponse<String> response = console.change("POST", "/api/overrides", "writer",
				form("id", "../../x", "application", "<script>", "target", "", "reason", "a\nb", "tags", List.of("a b"),
						"state", "explode", "timing", Map.of("lifetime", "8d", "share", 101)));
		assertThat(response.statusCode()).isEqualTo(422);
		assertThat(tools.jackson.databind.json.JsonMapper.shared().readTree(response.body()).path("problems"))
			.extracting((problem) -> problem.path("field").asString())
			.containsExactlyInAnyOrder("id", "application", "target", "reason", "tags", "state", "lifetime", "share");
	}

	@ParameterizedTest
	@ValueSource(strings = { "[]", "null", "{", "{\"id\":{}}", "7", "" })
	void formsThatAreNoneAreRejected(String body) {
		JsonNode csrf = console.json("/api/session", "writer").path("csrf");
		HttpResponse<String> response = console.send(console.request("/api/overrides", "writer")
			.header("Content-Type", "application/json")
			.header(csrf.path("header").asString(), csrf.path("token").asString())
			.POST(BodyPublishers.ofString(body))
			.build());
		assertThat(response.statusCode()).isIn(400, 422);
	}

	@ParameterizedTest
	@ValueSource(strings = { "..%2F..%2Fsecret", "x%3Fcas=0", "A", "%00" })
	void onlyKeysOfOverridesAreDeleted(String id) {
		assertThat(console.change("DELETE", "/api/overrides/" + id + "?index=1", "writer", null).statusCode()).isIn(400,
				404);
	}

	@Test
	void pageHasAStrictPolicy() {
		HttpResponse<String> page = console.get("/", "reader");
		assertThat(page.headers().firstValue("Content-Security-Policy")).hasValue(ConsoleSecurity.POLICY);
		assertThat(page.headers().firstValue("X-Frame-Options")).hasValue("DENY");
		assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
		assertThat(page.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
		assertThat(page.body()).doesNotContain("http://", "https://", " style=", "<style", "onclick");
	}

	@Test
	void nothingElseOfTheApplicationIsReachable() {
		assertThat(console.get("/../secret", null).statusCode()).isIn(400, 401, 403);
		assertThat(console.get("/../", null).statusCode()).isIn(302, 400);
	}

}
