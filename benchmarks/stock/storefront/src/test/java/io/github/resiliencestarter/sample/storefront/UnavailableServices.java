package io.github.resiliencestarter.sample.storefront;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpServer;

/**
 * Stand-in for the services that the storefront calls: each request fails, unless it is
 * told to succeed.
 */
final class UnavailableServices {

	private final AtomicInteger requests = new AtomicInteger();

	private final HttpServer server;

	private volatile boolean failing = true;

	private UnavailableServices(HttpServer server) {
		this.server = server;
		server.createContext("/", (exchange) -> {
			this.requests.incrementAndGet();
			exchange.sendResponseHeaders(this.failing ? 503 : 201, -1);
			exchange.close();
		});
	}

	static UnavailableServices start() {
		try {
			UnavailableServices services = new UnavailableServices(
					HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
			services.server.start();
			return services;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	String uri() {
		return "http://127.0.0.1:" + this.server.getAddress().getPort();
	}

	int requests() {
		return this.requests.get();
	}

	void fail(boolean failing) {
		this.failing = failing;
	}

	void stop() {
		this.server.stop(0);
	}

}
