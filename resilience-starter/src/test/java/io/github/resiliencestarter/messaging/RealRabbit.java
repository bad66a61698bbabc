package io.github.resiliencestarter.messaging;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import static org.awaitility.Awaitility.await;

/**
 * RabbitMQ server, which {@code consul/binaries} finds or fetches. Its name server for
 * Erlang, epmd, is a process of its own, so that it can be ended.
 */
final class RealRabbit implements AutoCloseable {

	private final int port = freePort();

	private final Process epmd;

	private final Process server;

	RealRabbit(Path directory) throws IOException {
		Path plugins = Files.writeString(directory.resolve("plugins"), "[].");
		String none = directory.resolve("none").toString();
		int epmd = freePort();
		Map<String, String> environment = Map.ofEntries(Map.entry("HOME", directory.toString()),
				Map.entry("ERL_EPMD_PORT", String.valueOf(epmd)), Map.entry("ERL_EPMD_ADDRESS", "127.0.0.1"),
				Map.entry("RABBITMQ_NODENAME", "test" + this.port + "@localhost"),
				Map.entry("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1"),
				Map.entry("RABBITMQ_NODE_PORT", String.valueOf(this.port)),
				Map.entry("RABBITMQ_DIST_PORT", String.valueOf(freePort())),
				Map.entry("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "-kernel inet_dist_use_interface {127,0,0,1}"),
				Map.entry("RABBITMQ_MNESIA_BASE", directory.resolve("data").toString()),
				Map.entry("RABBITMQ_LOG_BASE", directory.resolve("log").toString()), Map.entry("RABBITMQ_LOGS", "-"),
				Map.entry("RABBITMQ_ENABLED_PLUGINS_FILE", plugins.toString()),
				Map.entry("RABBITMQ_CONF_ENV_FILE", none), Map.entry("RABBITMQ_CONFIG_FILE", none));
		this.epmd = start(directory, "epmd", environment);
		awaitPort(epmd, directory);
		this.server = start(directory, "rabbitmq-server", environment);
		try {
			awaitPort(this.port, directory);
		}
		catch (RuntimeException ex) {
			close();
			throw ex;
		}
	}

	int port() {
		return this.port;
	}

	private static Process start(Path directory, String program, Map<String, String> environment) throws IOException {
		ProcessBuilder builder = new ProcessBuilder(find(program)).redirectErrorStream(true)
			.redirectOutput(directory.resolve(program + ".log").toFile());
		builder.environment().putAll(environment);
		return builder.start();
	}

	private static String find(String program) throws IOException {
		Process process = new ProcessBuilder("../consul/binaries", program)
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
	}

	private static void awaitPort(int port, Path directory) {
		await("port " + port + ", see " + directory).atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> {
			try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
				return socket.isConnected();
			}
		});
	}

	private static int freePort() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	// The server is a child of a shell script
	@Override
	public void close() {
		this.server.descendants().forEach(ProcessHandle::destroyForcibly);
		this.server.destroyForcibly().onExit().join();
		this.epmd.destroyForcibly().onExit().join();
	}

}
