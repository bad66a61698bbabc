package example;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpServer;

/**
 * Process of an instance of {@code inventory} that registers itself in etcd, with a lease
 * that it keeps alive.
 */
final class Target {

	/**
	 * Seconds after which etcd forgets an instance that was killed.
	 */
	static final int LEASE_SECONDS = 10;

	private Target() {
	}

	public static void main(String[] arguments) throws IOException {
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.setExecutor(Executors.newCachedThreadPool());
		byte[] body = arguments[1].getBytes(StandardCharsets.US_ASCII);
		server.createContext("/", (exchange) -> {
			exchange.sendResponseHeaders(200, body.length);
			exchange.getResponseBody().write(body);
			exchange.close();
		});
		server.start();
		EtcdKeys keys = new EtcdKeys(arguments[0]);
		String lease = keys.put("/services/inventory/" + arguments[1], "port=" + server.getAddress().getPort(),
				LEASE_SECONDS);
		Executors.newSingleThreadScheduledExecutor().scheduleWithFixedDelay(() -> {
			try {
				keys.keepAlive(lease);
			}
			catch (IOException ex) {
				// Tried again in a moment
			}
		}, 2, 2, TimeUnit.SECONDS);
	}

}
