package io.github.resiliencestarter.sample.storefront;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import org.springframework.http.MediaType;

/**
 * HTTP server in place of the services that the storefront calls. Responds as configured,
 * and with an error to all other requests.
 */
final class Neighbours {

	private static final Answer AWAY = new Answer(503, "{}");

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final Map<String, Answer> answers = new ConcurrentHashMap<>();

	private final Collection<String> asked = new ConcurrentLinkedQueue<>();

	private final HttpServer server;

	private volatile CountDownLatch missing = new CountDownLatch(0);

	Neighbours() {
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.setExecutor(this.executor);
		this.server.createContext("/", this::answer);
		this.server.start();
	}

	String uri() {
		return "http://127.0.0.1:" + this.server.getAddress().getPort();
	}

	void answer(String path, int status, String body) {
		this.answers.put(path, new Answer(status, body));
	}

	void answerBestSellers() {
		answer("/best-sellers", 200, """
				{ "articles": [ { "sku": "1", "title": "Coffee mug", "price": 12.90 } ], "instance": "orders-7" }
				""");
	}

	void answerStock() {
		answer("/stock", 200, """
				{ "levels": [ { "sku": "1", "available": 3 } ], "instance": "inventory-7" }
				""");
	}

	void answerOnlyWhenBothAreAsked() {
		this.missing = new CountDownLatch(2);
	}

	Collection<String> asked() {
		return this.asked;
	}

	void reset() {
		this.asked.clear();
		this.answers.clear();
		this.missing = new CountDownLatch(0);
	}

	void stop() {
		this.server.stop(0);
		this.executor.shutdownNow();
	}

	private void answer(HttpExchange exchange) throws IOException {
		this.asked.add(exchange.getRequestURI().getPath());
		this.missing.countDown();
		Answer answer = bothAreAsked() ? this.answers.getOrDefault(exchange.getRequestURI().getPath(), AWAY) : AWAY;
		byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
		exchange.getResponseHeaders().add("Content-Type", MediaType.APPLICATION_JSON_VALUE);
		exchange.sendResponseHeaders(answer.status(), body.length);
		exchange.getResponseBody().write(body);
		exchange.close();
	}

	private boolean bothAreAsked() throws IOException {
		try {
			return this.missing.await(2, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			throw new IOException(ex);
		}
	}

	private record Answer(int status, String body) {
	}

}
