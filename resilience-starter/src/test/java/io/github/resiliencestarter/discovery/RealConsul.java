package io.github.resiliencestarter.discovery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Consul agent on separate ports, which can be killed and restarted.
 */
public class RealConsul implements AutoCloseable {

	/**
	 * From this version on, a server listens on port 8503 for gRPC with TLS, unless it is
	 * told not to. Earlier versions do not know the option.
	 */
	private static final Pattern WITH_GRPC_TLS = Pattern.compile("Consul v(1\\.(1[4-9]|[2-9]\\d)|[2-9])");

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final HttpClient http = HttpClient.newHttpClient();

	private final Path directory;

	private final String[] options;

	private final int[] ports = freePorts(4);

	private @Nullable Process process;

	private int lives;

	RealConsul(Path directory, String... options) {
		this.directory = directory;
		this.options = options;
		start();
	}

	/**
	 * Start it without any memory of an earlier life.
	 */
	public void start() {
		String binary = output("../consul/binaries", "consul");
		List<String> command = new ArrayList<>(List.of(binary, "agent", "-config-file=../consul/agent.hcl",
				"-data-dir=" + this.directory.resolve("consul-" + this.lives++), "-http-port=" + this.ports[0],
				"-server-port=" + this.ports[1], "-serf-lan-port=" + this.ports[2], "-serf-wan-port=" + this.ports[3]));
		if (WITH_GRPC_TLS.matcher(output(binary, "version")).find()) {
			command.add("-grpc-tls-port=-1");
		}
		command.addAll(List.of(this.options));
		try {
			this.process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(this.directory.resolve("consul.log").toFile())
				.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		Awaitility.await()
			.ignoreExceptions()
			.atMost(PATIENCE)
			.until(() -> get("/v1/status/leader").body().contains(":"));
	}

	/**
	 * Let this datacenter and another one know each other.
	 */
	void joinOverWan(RealConsul other) {
		put("/v1/agent/join/127.0.0.1:" + other.ports[3] + "?wan=1", "");
		Awaitility.await().atMost(PATIENCE).until(() -> datacenters() == 2 && other.datacenters() == 2);
	}

	private long datacenters() {
		return get("/v1/catalog/datacenters").body().chars().filter((character) -> character == ',').count() + 1;
	}

	public int port() {
		return this.ports[0];
	}

	public HttpResponse<String> get(String path) {
		return send(HttpRequest.newBuilder(uri(path)));
	}

	public HttpResponse<String> put(String path, String body) {
		return send(HttpRequest.newBuilder(uri(path)).PUT(BodyPublishers.ofString(body)));
	}

	public HttpResponse<String> send(String method, String path) {
		return send(HttpRequest.newBuilder(uri(path)).method(method, BodyPublishers.noBody()));
	}

	private URI uri(String path) {
		return URI.create("http://127.0.0.1:" + port() + path);
	}

	private HttpResponse<String> send(HttpRequest.Builder request) {
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

	/**
	 * Kill it with SIGKILL.
	 */
	public void kill() {
		Process process = this.process;
		this.process = null;
		if (process != null) {
			process.destroyForcibly().onExit().join();
		}
	}

	@Override
	public void close() {
		kill();
	}

	private static String output(String... command) {
		try {
			Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
			return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static int[] freePorts(int count) {
		List<ServerSocket> sockets = new ArrayList<>();
		try {
			int[] ports = new int[count];
			for (int i = 0; i < count; i++) {
				ServerSocket socket = new ServerSocket(0);
				sockets.add(socket);
				ports[i] = socket.getLocalPort();
			}
			for (ServerSocket socket : sockets) {
				socket.close();
			}
			return ports;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
