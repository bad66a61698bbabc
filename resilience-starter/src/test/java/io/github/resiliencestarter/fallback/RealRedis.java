package io.github.resiliencestarter.fallback;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

import static org.awaitility.Awaitility.await;

/**
 * Redis server, which {@code consul/binaries} finds or fetches.
 */
final class RealRedis implements AutoCloseable {

	private final Path directory;

	private final int port;

	private Process server;

	RealRedis(Path directory) throws IOException {
		this.directory = directory;
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			this.port = socket.getLocalPort();
		}
		this.server = start();
	}

	int port() {
		return this.port;
	}

	/**
	 * Kill the server as {@code kill -9} does.
	 */
	void kill() {
		this.server.destroyForcibly().onExit().join();
	}

	/**
	 * Start the server again, without the data that it had.
	 */
	void restart() throws IOException {
		this.server = start();
	}

	private Process start() throws IOException {
		Process process = new ProcessBuilder(find(), "--port", String.valueOf(this.port), "--bind", "127.0.0.1",
				"--save", "", "--appendonly", "no", "--dir", this.directory.toString())
			.redirectErrorStream(true)
			.redirectOutput(this.directory.resolve("redis.log").toFile())
			.start();
		await("port " + this.port + ", see " + this.directory).atMost(Duration.ofSeconds(30))
			.ignoreExceptions()
			.until(() -> {
				try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
					return socket.isConnected();
				}
			});
		return process;
	}

	private static String find() throws IOException {
		Process process = new ProcessBuilder("../consul/binaries", "redis-server")
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
	}

	@Override
	public void close() {
		kill();
	}

}
