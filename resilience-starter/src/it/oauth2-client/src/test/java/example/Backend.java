package example;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;

/**
 * Service behind the shop. Its requests are recorded before it handles them.
 */
class Backend implements AutoCloseable {

	final List<Request> requests = new CopyOnWriteArrayList<>();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final HttpServer server;

	private volatile HttpHandler behaviour = respond(200, "ok");

	Backend() {
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.setExecutor(this.threads);
		this.server.createContext("/", (exchange) -> {
			this.requests.add(new Request(exchange.getRequestMethod(), exchange.getRequestHeaders()));
			try (exchange) {
				this.behaviour.handle(exchange);
			}
		});
		this.server.start();
	}

	int port() {
		return this.server.getAddress().getPort();
	}

	void behave(HttpHandler behaviour) {
		this.behaviour = behaviour;
	}

	/**
	 * Fail the first requests.
	 */
	void failFirst(int count) {
		this.behaviour = (exchange) -> respond((this.requests.size() <= count) ? 503 : 200, "ok").handle(exchange);
	}

	static HttpHandler respond(int status, String body) {
		return (exchange) -> {
			exchange.getRequestBody().readAllBytes();
			write(exchange, status, body);
		};
	}

	/**
	 * Respond with the body of the request.
	 */
	static void echo(HttpExchange exchange) throws IOException {
		write(exchange, 200, new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
	}

	private static void write(HttpExchange exchange, int status, String body) throws IOException {
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		exchange.sendResponseHeaders(status, bytes.length);
		try (OutputStream out = exchange.getResponseBody()) {
			out.write(bytes);
		}
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	record Request(String method, Headers headers) {

	}

}
