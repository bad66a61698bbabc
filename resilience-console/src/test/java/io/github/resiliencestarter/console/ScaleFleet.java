package io.github.resiliencestarter.console;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * Thousands of instances behind one port, which respond as those of the starter do.
 */
final class ScaleFleet implements AutoCloseable {

	private static final byte[] OVERRIDES = "{\"enabled\":true,\"source\":{\"state\":\"CURRENT\"},\"overrides\":[]}"
		.getBytes(StandardCharsets.UTF_8);

	private static final int VARIANTS = 16;

	private final AtomicLong requests = new AtomicLong();

	private final ExecutorService threads = Executors.newFixedThreadPool(2);

	private final HttpServer server;

	private final byte[][] responses;

	ScaleFleet(int targets, int applications) throws IOException {
		this.responses = new byte[VARIANTS * applications][];
		for (int application = 0; application < applications; application++) {
			for (int variant = 0; variant < VARIANTS; variant++) {
				this.responses[application * VARIANTS + variant] = ScaleRun.response(variant, application, 0);
			}
		}
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
		this.server.setExecutor(this.threads);
		this.server.createContext("/", this::handle);
		this.server.start();
	}

	int port() {
		return this.server.getAddress().getPort();
	}

	long requests() {
		return this.requests.get();
	}

	private void handle(HttpExchange exchange) throws IOException {
		// /i/APPLICATION/INSTANCE/actuator/ENDPOINT
		String[] parts = exchange.getRequestURI().getPath().split("/", 6);
		long count = this.requests.incrementAndGet();
		int application = Integer.parseInt(parts[2]);
		// Every now and then, an instance says something else
		int variant = (Integer.parseInt(parts[3]) + (count % 200 == 0 ? 1 : 0)) % VARIANTS;
		FakeFleet.respond(exchange, 200, "application/json", parts[5].startsWith("resilienceoverrides") ? OVERRIDES
				: this.responses[application * VARIANTS + variant]);
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.threads.shutdownNow();
	}

}
