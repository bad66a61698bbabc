package io.github.resiliencestarter.fallback;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.resiliencestarter.StarterContext;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Server whose next responses a test decides. Responds to two names, so that it can be
 * two services.
 */
class FallbackFixture implements AutoCloseable {

	static final String TARGET = "localhost";

	static final String OTHER = "127.0.0.1";

	final List<String> requests = new CopyOnWriteArrayList<>();

	/**
	 * What callers have said about the time that they wait, in milliseconds.
	 */
	final List<String> timeouts = new CopyOnWriteArrayList<>();

	volatile Duration delay = Duration.ZERO;

	volatile Response response = new Response(200, "good");

	volatile Response ofOther = new Response(200, "other");

	private final CountDownLatch stopped = new CountDownLatch(1);

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final HttpServer server;

	private int test;

	FallbackFixture() {
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.setExecutor(this.threads);
		this.server.createContext("/", this::respond);
		this.server.start();
	}

	/**
	 * Start an application without a registry.
	 */
	static ConfigurableApplicationContext run(Class<?> application, String... properties) {
		return new SpringApplicationBuilder(application, StarterContext.Everything.class).web(WebApplicationType.NONE)
			.properties("resilience4j.retry.configs.default.max-attempts=1",
					"resilience4j.circuitbreaker.configs.default.minimum-number-of-calls=100",
					"spring.cloud.consul.enabled=false", "spring.main.banner-mode=off")
			.properties(properties)
			.run();
	}

	/**
	 * Begin a test: its paths are its own.
	 */
	void reset() {
		this.test++;
		this.requests.clear();
		this.timeouts.clear();
		this.delay = Duration.ZERO;
		this.response = new Response(200, "good");
		this.ofOther = new Response(200, "other");
	}

	int port() {
		return this.server.getAddress().getPort();
	}

	String url(String path) {
		return "http://" + TARGET + ":" + port() + "/" + this.test + path;
	}

	String urlOfOther(String path) {
		return "http://" + OTHER + ":" + port() + "/" + this.test + path;
	}

	int count(String host) {
		return (int) this.requests.stream().filter((request) -> request.startsWith(host + " ")).count();
	}

	private void respond(HttpExchange exchange) throws IOException {
		try (exchange) {
			String host = exchange.getRequestHeaders().getFirst("Host").split(":", 2)[0];
			record(exchange, host);
			if (host.equals(TARGET)) {
				this.stopped.await(this.delay.toMillis(), TimeUnit.MILLISECONDS);
			}
			Response response = host.equals(OTHER) ? this.ofOther : this.response;
			if (!response.headers().contains(Response.CLOSED)) {
				send(exchange, response);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void record(HttpExchange exchange, String host) throws IOException {
		String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
		this.requests.add(host + " " + exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
		String timeout = exchange.getRequestHeaders().getFirst("X-Request-Timeout-Ms");
		if (timeout != null) {
			this.timeouts.add(timeout);
		}
	}

	private static void send(HttpExchange exchange, Response response) throws IOException {
		response.headers().forEach((header) -> {
			String[] parts = header.split(": ", 2);
			exchange.getResponseHeaders().add(parts[0], parts[1]);
		});
		byte[] bytes = response.body().getBytes(StandardCharsets.UTF_8);
		exchange.sendResponseHeaders(response.status(), lengthOf(response, bytes));
		exchange.getResponseBody().write(bytes);
		exchange.getResponseBody().flush();
		if (response.isCutOff()) {
			throw new IOException("Cut off");
		}
	}

	// Zero stands for a body of unknown length
	private static long lengthOf(Response response, byte[] bytes) {
		if (response.headers().contains(Response.CHUNKED)) {
			return 0;
		}
		return response.isCutOff() ? bytes.length + 10 : bytes.length;
	}

	@Override
	public void close() {
		this.stopped.countDown();
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	/**
	 * Response of the server.
	 *
	 * @param status the status
	 * @param body the body
	 * @param headers the headers, as in HTTP
	 */
	record Response(int status, String body, List<String> headers) {

		static final String CLOSED = "X-Closed: true";

		static final String CHUNKED = "X-Chunked: true";

		static final String CUT_OFF = "X-Cut-Off: true";

		Response(int status, String body, String... headers) {
			this(status, body, List.of(headers));
		}

		boolean isCutOff() {
			return this.headers.contains(CUT_OFF);
		}

	}

}
