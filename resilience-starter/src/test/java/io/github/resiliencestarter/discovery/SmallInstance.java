package io.github.resiliencestarter.discovery;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpServer;

/**
 * Program that responds with its name to every request, health checks included.
 */
final class SmallInstance {

	private SmallInstance() {
	}

	public static void main(String[] args) throws IOException {
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		byte[] name = args[0].getBytes(StandardCharsets.UTF_8);
		server.setExecutor(Executors.newCachedThreadPool());
		server.createContext("/", (exchange) -> {
			exchange.sendResponseHeaders(200, name.length);
			exchange.getResponseBody().write(name);
			exchange.close();
		});
		server.start();
		System.out.println(server.getAddress().getPort());
	}

}
