package io.github.resiliencestarter.fleet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DashboardImport}, with a server that responds like Grafana.
 */
class DashboardImportTests {

	private static final Path FOLDER = Settings.repository().resolve("grafana/dashboards");

	private final ByteArrayOutputStream out = new ByteArrayOutputStream();

	private final ByteArrayOutputStream err = new ByteArrayOutputStream();

	private final List<JsonNode> loaded = new ArrayList<>();

	private final List<String> authorizations = new ArrayList<>();

	private int folderStatus = 200;

	private int dashboardStatus = 200;

	private HttpServer grafana;

	@BeforeEach
	void startGrafana() throws IOException {
		this.grafana = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.grafana.createContext("/", (exchange) -> {
			JsonNode body = JsonMapper.shared().readTree(exchange.getRequestBody().readAllBytes());
			this.authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
			boolean isFolder = exchange.getRequestURI().getPath().equals("/grafana/api/folders");
			if (!isFolder) {
				this.loaded.add(body);
			}
			String uid = body.at("/dashboard/uid").asString("");
			byte[] answer = "{\"url\": \"/grafana/d/%s/x\", \"message\": \"a reason\"}".formatted(uid)
				.getBytes(StandardCharsets.UTF_8);
			exchange.sendResponseHeaders(isFolder ? this.folderStatus : this.dashboardStatus, answer.length);
			exchange.getResponseBody().write(answer);
			exchange.close();
		});
		this.grafana.start();
	}

	@AfterEach
	void stopGrafana() {
		this.grafana.stop(0);
	}

	@Test
	void importsEveryDashboardAndPrintsItsUrl() throws IOException {
		assertThat(run(Map.of("GRAFANA_TOKEN", "secret"), url() + "/")).isZero();
		List<String> uids = uids();
		assertThat(this.loaded).extracting((body) -> body.at("/dashboard/uid").asString()).isEqualTo(uids);
		assertThat(this.loaded).allSatisfy((body) -> {
			assertThat(body.path("overwrite").asBoolean()).isFalse();
			assertThat(body.path("folderUid").asString()).isEqualTo("resilience");
		});
		assertThat(this.authorizations).containsOnly("Bearer secret");
		assertThat(text(this.out).lines()).isEqualTo(uids.stream().map((uid) -> url() + "/d/" + uid + "/x").toList());
	}

	@Test
	void replacesExistingDashboardsOnRequest() {
		this.folderStatus = 412;
		assertThat(run(Map.of("GRAFANA_LOGIN", "admin:admin"), url(), "--overwrite")).isZero();
		assertThat(this.loaded).isNotEmpty().allMatch((body) -> body.path("overwrite").asBoolean());
		assertThat(this.authorizations).containsOnly("Basic YWRtaW46YWRtaW4=");
	}

	@ParameterizedTest
	@CsvSource({ "401, GRAFANA_TOKEN", "403, Editor", "404, no Grafana at this URL", "412, --overwrite",
			"500, unexpected" })
	void saysWhyADashboardWasRejectedAndWhatToDo(int status, String advice) {
		this.dashboardStatus = status;
		assertThat(run(Map.of(), url())).isOne();
		assertThat(text(this.err)).contains("rejected", String.valueOf(status), advice, "a reason");
		assertThat(this.authorizations).containsOnly("null");
		assertThat(this.loaded).hasSize(1);
	}

	@Test
	void saysThatThereIsNoResponse() {
		String url = url();
		this.grafana.stop(0);
		assertThat(run(Map.of(), url)).isOne();
		assertThat(text(this.err)).contains("No response from " + url);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "127.0.0.1:3000", "ftp://127.0.0.1", "http://", "http://admin:admin@127.0.0.1:3000",
			"http://a b" })
	void requiresAUrl(String url) {
		assertThat(run(Map.of(), url)).isEqualTo(2);
		assertThat(text(this.err)).contains("'" + url + "' is not a URL");
	}

	@Test
	void acceptsOneUrlAndNoOtherOption() {
		assertThat(run(Map.of())).isEqualTo(2);
		assertThat(run(Map.of(), url(), "--force")).isEqualTo(2);
		assertThat(this.authorizations).isEmpty();
	}

	private static List<String> uids() throws IOException {
		try (Stream<Path> files = Files.list(FOLDER)) {
			return files.sorted()
				.map((file) -> JsonMapper.shared().readTree(file.toFile()).path("uid").asString())
				.toList();
		}
	}

	private String url() {
		return "http://127.0.0.1:%d/grafana".formatted(this.grafana.getAddress().getPort());
	}

	private int run(Map<String, String> environment, String... arguments) {
		Settings settings = new Settings(Settings.repository(), Path.of("target"), environment);
		String[] all = Stream.concat(Stream.of("dashboards"), Arrays.stream(arguments)).toArray(String[]::new);
		return FleetApplication.run(settings, new Console(new PrintStream(this.out), new PrintStream(this.err), false),
				all);
	}

	private static String text(ByteArrayOutputStream stream) {
		return stream.toString(StandardCharsets.UTF_8);
	}

}
