package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import static org.awaitility.Awaitility.await;

/**
 * A real Grafana that is installed on this machine, with temporary state.
 */
final class GrafanaServer implements AutoCloseable {

	static final String LOGIN = "admin:dashboards";

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private final HttpClient client = HttpClient.newHttpClient();

	private final Process process;

	private final URI url;

	private GrafanaServer(Process process, URI url) {
		this.process = process;
		this.url = url;
	}

	/**
	 * Starts Grafana and waits until it is up.
	 * @param home the directory with {@code conf} and {@code public}
	 * @param binary the program
	 * @param folder the directory of its state
	 */
	static GrafanaServer start(Path home, Path binary, Path folder) throws IOException {
		int port = freePort();
		ProcessBuilder builder = new ProcessBuilder(binary.toString(), "server", "--homepath", home.toString())
			.directory(folder.toFile())
			.redirectErrorStream(true)
			.redirectOutput(folder.resolve("grafana.log").toFile());
		builder.environment()
			.putAll(Map.of("GF_SERVER_HTTP_ADDR", "127.0.0.1", "GF_SERVER_HTTP_PORT", String.valueOf(port),
					"GF_PATHS_DATA", folder.resolve("data").toString(), "GF_PATHS_LOGS",
					folder.resolve("logs").toString(), "GF_PATHS_PROVISIONING",
					folder.resolve("provisioning").toString(), "GF_SECURITY_ADMIN_PASSWORD", LOGIN.split(":", -1)[1],
					"GF_ANALYTICS_REPORTING_ENABLED", "false", "GF_ANALYTICS_CHECK_FOR_UPDATES", "false",
					"GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES", "false", "GF_PLUGINS_PREINSTALL_DISABLED", "true"));
		GrafanaServer server = new GrafanaServer(builder.start(), URI.create("http://127.0.0.1:" + port));
		await("Grafana to be up").atMost(PATIENCE).ignoreExceptions().until(() -> server.status("/api/health") == 200);
		return server;
	}

	URI url() {
		return this.url;
	}

	private int status(String path) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(this.url.resolve(path)).timeout(Duration.ofSeconds(5)).build();
		return this.client.send(request, BodyHandlers.discarding()).statusCode();
	}

	@Override
	public void close() {
		this.process.destroy();
		this.process.onExit().join();
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

}
