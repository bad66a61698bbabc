package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the load generator with real sockets.
 */
class LoadTests {

	@Test
	void reportsWhatAServerAnswers() throws IOException {
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.createContext("/", (exchange) -> {
			exchange.sendResponseHeaders(exchange.getRequestURI().getPath().equals("/checkout/1") ? 200 : 404, -1);
			exchange.close();
		});
		server.start();
		try {
			String target = "http://127.0.0.1:" + server.getAddress().getPort();
			LoadReport measured = LoadCommand.run(LoadOptions.of(target, "/checkout/1", "100", "1"));
			LoadReport report = new JsonMapper().readValue(measured.toJson(), LoadReport.class);
			assertThat(report.statuses()).isEqualTo(Map.of("200", 100));
			assertThat(report.failed()).isZero();
			assertThat(report.p99Ms()).isPositive();
		}
		finally {
			server.stop(0);
		}
	}

	@Test
	void aServerThatRefusesIsNoConnection() throws IOException {
		int port;
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			port = socket.getLocalPort();
		}
		assertThat(new HttpSender(URI.create("http://127.0.0.1:" + port), Duration.ofSeconds(5)).send())
			.succeedsWithin(Duration.ofSeconds(10))
			.isEqualTo(Outcome.CONNECT);
	}

	@Test
	void aServerThatHangsIsATimeout() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			URI uri = URI.create("http://127.0.0.1:" + socket.getLocalPort());
			assertThat(new HttpSender(uri, Duration.ofMillis(100)).send()).succeedsWithin(Duration.ofSeconds(10))
				.isEqualTo(Outcome.TIMEOUT);
		}
	}

	@Test
	void aConnectionThatBreaksIsAnIoFailure() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			URI uri = URI.create("http://127.0.0.1:" + socket.getLocalPort());
			CompletableFuture<Outcome> outcome = new HttpSender(uri, Duration.ofSeconds(5)).send();
			try (Socket connection = socket.accept()) {
				connection.getOutputStream()
					.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n1".getBytes(StandardCharsets.US_ASCII));
			}
			assertThat(outcome).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(Outcome.IO);
		}
	}

}
