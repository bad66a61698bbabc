package io.github.resiliencestarter.discovery;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Runs {@code consul/haproxy.cfg} in a real HAProxy beside a real Consul: what programs
 * that do not use the starter get.
 */
class HaproxyTests {

	private static final Duration LONGEST = Duration.ofSeconds(60);

	private final HttpClient http = HttpClient.newHttpClient();

	private final Map<String, Process> instances = new HashMap<>();

	private final int dns = freePort();

	private final int port = freePort();

	@TempDir
	private Path directory;

	private RealConsul consul;

	private Process haproxy;

	@BeforeEach
	void start() throws IOException {
		this.consul = new RealConsul(this.directory, "-dns-port=" + this.dns);
		ProcessBuilder builder = new ProcessBuilder(binary(), "-f", "../consul/haproxy.cfg").redirectErrorStream(true)
			.redirectOutput(this.directory.resolve("haproxy.log").toFile());
		builder.environment().put("CONSUL_DNS", "127.0.0.1:" + this.dns);
		builder.environment().put("INVENTORY", "127.0.0.1:" + this.port);
		this.haproxy = builder.start();
	}

	@AfterEach
	void stop() {
		this.haproxy.destroyForcibly().onExit().join();
		List.copyOf(this.instances.keySet()).forEach(this::kill);
		this.consul.close();
	}

	@Test
	void noRequestFailsWhenAnInstanceIsKilled() throws Exception {
		register("first");
		register("second");
		awaitBoth();
		List<String> responses = new ArrayList<>(calls(50));
		kill("second");
		responses.addAll(calls(200));
		responses.addAll(List.of(send("POST"), send("POST"), send("POST"), send("POST")));
		assertThat(responses).containsOnly("200 first", "200 second");
		assertThat(calls(20)).containsOnly("200 first");
	}

	@Test
	void leavesAnInstanceThatConsulNoLongerLists() throws Exception {
		register("first");
		register("second");
		awaitBoth();
		this.consul.put("/v1/agent/service/deregister/second", "");
		await().atMost(LONGEST).untilAsserted(() -> assertThat(calls(20)).containsOnly("200 first"));
	}

	@Test
	void keepsTheLastListWhileConsulIsDead() throws Exception {
		register("first");
		register("second");
		awaitBoth();
		this.consul.kill();
		await().during(Duration.ofSeconds(5))
			.atMost(LONGEST)
			.until(() -> calls(4), (responses) -> responses.contains("200 first") && responses.contains("200 second"));
		kill("second");
		assertThat(calls(50)).containsOnly("200 first");
	}

	private void awaitBoth() {
		await().ignoreException(ConnectException.class)
			.atMost(LONGEST)
			.untilAsserted(() -> assertThat(calls(10)).contains("200 first", "200 second"));
	}

	private List<String> calls(int count) throws Exception {
		List<String> responses = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			responses.add(send("GET"));
		}
		return responses;
	}

	private String send(String method) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + "/"))
			.method(method, BodyPublishers.noBody())
			.build();
		HttpResponse<String> response = this.http.send(request, BodyHandlers.ofString());
		return response.statusCode() + " " + response.body();
	}

	private void register(String name) throws IOException {
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), SmallInstance.class.getName(), name)
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		this.instances.put(name, process);
		String port = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
			.readLine();
		assertThat(this.consul.put("/v1/agent/service/register", """
				{"Name": "inventory", "ID": "%s", "Address": "127.0.0.1", "Port": %s}
				""".formatted(name, port)).statusCode()).isEqualTo(200);
	}

	private void kill(String name) {
		Process process = this.instances.remove(name);
		if (process != null) {
			process.destroyForcibly().onExit().join();
		}
	}

	private static String binary() throws IOException {
		Process process = new ProcessBuilder("../consul/binaries", "haproxy")
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
	}

	private static int freePort() {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
