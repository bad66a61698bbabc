package io.github.resiliencestarter.edge;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import com.sun.net.httpserver.HttpServer;
import reactor.core.publisher.Mono;

import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Service that requests call through guarded clients, with what came of the calls that
 * background work has made.
 */
class Downstream implements AutoCloseable {

	private static final LongSupplier CLOCK = System::nanoTime;

	/**
	 * Clock of the filters that lags behind the guards' own: to guards the time of each
	 * request is over as soon as it begins.
	 */
	static final LongSupplier LAGGING = () -> CLOCK.getAsLong() - Duration.ofSeconds(40).toNanos();

	private final BlockingQueue<String> outcomes = new LinkedBlockingQueue<>();

	private final HttpServer server;

	Downstream() {
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		this.server.createContext("/", (exchange) -> {
			byte[] body = "called".getBytes(StandardCharsets.UTF_8);
			exchange.sendResponseHeaders(200, body.length);
			exchange.getResponseBody().write(body);
			exchange.close();
		});
		this.server.start();
	}

	private String url() {
		return "http://localhost:" + this.server.getAddress().getPort() + "/";
	}

	String call(RestClient client) {
		try {
			return String.valueOf(client.get().uri(url()).retrieve().body(String.class));
		}
		catch (RuntimeException ex) {
			return outcome(ex);
		}
	}

	Mono<String> call(WebClient client) {
		return client.get()
			.uri(url())
			.retrieve()
			.bodyToMono(String.class)
			.onErrorResume((ex) -> Mono.just(outcome(ex)));
	}

	private static String outcome(Throwable ex) {
		return (ex.getMessage() != null && ex.getMessage().contains("the deadline of this request has expired"))
				? "rejected" : ex.toString();
	}

	void report(String outcome) {
		this.outcomes.add(outcome);
	}

	String outcome() throws InterruptedException {
		return String.valueOf(this.outcomes.poll(20, TimeUnit.SECONDS));
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

}
