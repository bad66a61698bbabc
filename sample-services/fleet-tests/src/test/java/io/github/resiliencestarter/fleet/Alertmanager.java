package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

/**
 * A running Alertmanager that receives alerts without a Prometheus.
 */
final class Alertmanager implements AutoCloseable {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private static final String INHIBITED = "suppressed";

	/** What unshare or mount say where users may have no namespace of their own. */
	private static final Pattern NO_NAMESPACE = Pattern.compile("(?m)^(unshare|mount): ");

	private final HttpClient client = HttpClient.newHttpClient();

	private final int port;

	private final Process process;

	private Alertmanager(int port, Process process) {
		this.port = port;
		this.process = process;
	}

	/**
	 * Starts Alertmanager and waits until it responds. Skips the test if Debian's build
	 * cannot run.
	 * @param configuration the configuration
	 * @param folder the directory that it can write to
	 */
	static Alertmanager start(Path configuration, Path folder) throws IOException {
		int port = freePort();
		Path log = folder.resolve("alertmanager.log");
		List<String> command = new ArrayList<>(command(Path.of(Program.find("alertmanager"))));
		command.addAll(List.of("--config.file=" + configuration, "--storage.path=" + folder.resolve("data"),
				"--web.listen-address=127.0.0.1:" + port, "--cluster.listen-address="));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
		Alertmanager started = new Alertmanager(port, process);
		try {
			Awaitility.await().atMost(LIMIT).ignoreExceptions().until(started::isReadyOrGone);
		}
		catch (ConditionTimeoutException ex) {
			started.close();
		}
		String said = Files.readString(log);
		assumeFalse(NO_NAMESPACE.matcher(said).find(), () -> "Skipped: " + said);
		if (!process.isAlive()) {
			throw new IOException(said);
		}
		return started;
	}

	/**
	 * Debian's build always reads a template in /usr/share, so its own template is
	 * mounted there.
	 */
	private static List<String> command(Path program) {
		Path share = program.resolveSibling("../share").normalize();
		if (Files.isDirectory(share.resolve("prometheus/alertmanager")) && !share.startsWith("/usr/share")) {
			return List.of("unshare", "--map-root-user", "--mount", "sh", "-c",
					"mount --bind \"$0\" /usr/share || exit; exec \"$@\"", share.toString(), program.toString());
		}
		return List.of(program.toString());
	}

	private boolean isReadyOrGone() throws IOException {
		return !this.process.isAlive() || send(HttpRequest.newBuilder(uri("/-/ready"))).statusCode() == 200;
	}

	/** Lets alerts fire, each with the labels given. */
	void fire(List<Map<String, String>> alerts) throws IOException {
		List<Map<String, Map<String, String>>> body = alerts.stream()
			.map((labels) -> Map.of("labels", labels))
			.toList();
		HttpResponse<String> answer = send(HttpRequest.newBuilder(uri("/api/v2/alerts"))
			.header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString(JsonMapper.shared().writeValueAsString(body))));
		if (answer.statusCode() != 200) {
			throw new IOException("Alertmanager refuses %s: %s".formatted(body, answer.body()));
		}
	}

	/** What it is about to tell. */
	List<Group> groups() throws IOException {
		JsonNode groups = JsonMapper.shared()
			.readTree(send(HttpRequest.newBuilder(uri("/api/v2/alerts/groups"))).body());
		return groups.valueStream().map(Alertmanager::group).toList();
	}

	private static Group group(JsonNode group) {
		String about = group.path("labels")
			.propertyStream()
			.map((label) -> "%s=%s".formatted(label.getKey(), label.getValue().asString()))
			.sorted()
			.collect(Collectors.joining(", "));
		return new Group(group.at("/receiver/name").asString(), about,
				alerts(group, (state) -> !state.equals(INHIBITED)), alerts(group, INHIBITED::equals));
	}

	private static List<String> alerts(JsonNode group, Predicate<String> state) {
		return group.path("alerts")
			.valueStream()
			.filter((alert) -> state.test(alert.at("/status/state").asString()))
			.map((alert) -> alert.path("labels"))
			.map((labels) -> "%s of %s".formatted(labels.path("alertname").asString(),
					labels.path("application").asString()))
			.sorted()
			.toList();
	}

	private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
		try {
			return this.client.send(request.timeout(LIMIT).build(), BodyHandlers.ofString());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException(ex);
		}
	}

	private URI uri(String path) {
		return URI.create("http://127.0.0.1:%d%s".formatted(this.port, path));
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	@Override
	public void close() {
		this.process.destroy();
		this.process.onExit().join();
	}

	/**
	 * Alerts in one notification.
	 *
	 * @param receiver the receiver
	 * @param about the labels that all alerts share
	 * @param told the alerts and their applications
	 * @param inhibited the alerts that are inhibited by another one
	 */
	record Group(String receiver, String about, List<String> told, List<String> inhibited) {

	}

}
