package io.github.resiliencestarter.discovery;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import org.jspecify.annotations.Nullable;

/**
 * Fake agent whose requests a test receives one by one and responds to at any time.
 */
public class FakeConsul implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final BlockingQueue<Question> questions = new LinkedBlockingQueue<>();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final HttpServer server;

	public FakeConsul() {
		this(HttpServer::create);
	}

	public FakeConsul(HttpsConfigurator tls) {
		this((address, backlog) -> {
			HttpsServer server = HttpsServer.create(address, backlog);
			server.setHttpsConfigurator(tls);
			return server;
		});
	}

	private FakeConsul(ServerFactory factory) {
		try {
			this.server = factory.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.setExecutor(this.threads);
		this.server.createContext("/", (exchange) -> this.questions.add(new Question(exchange)));
		this.server.start();
	}

	public URI uri() {
		String scheme = (this.server instanceof HttpsServer) ? "https" : "http";
		return URI.create(scheme + "://127.0.0.1:" + this.server.getAddress().getPort());
	}

	/**
	 * Return a client of this agent.
	 */
	public ConsulAgents client(Timer timer, Executor executor) {
		return new ConsulAgents(List.of(uri()), null, () -> null, timer, executor);
	}

	/**
	 * Return connections to this agent.
	 */
	public ConsulConnections connections(DiscoveryTime time, Executor executor) {
		return new ConsulConnections(client(time.timer(), executor), 10, time);
	}

	/**
	 * Wait for the next question.
	 */
	public Question next() {
		try {
			Question next = this.questions.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
			if (next == null) {
				throw new AssertionError("No question in " + PATIENCE);
			}
			return next;
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	public boolean hasNext() {
		return !this.questions.isEmpty();
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	/**
	 * Return what Consul says of instances on some ports.
	 */
	public static String instances(Integer... ports) {
		return List.of(ports)
			.stream()
			.map("""
					{"Node": {"Node": "n1", "Address": "10.0.0.1"},
					 "Service": {"ID": "inventory-%1$d", "Service": "inventory", "Tags": ["v1"], "Address": "10.0.0.1",
					  "Meta": {"secure": "false", "zone": "a"}, "Port": %1$d},
					 "Checks": [{"CheckID": "c", "Status": "passing"}]}"""::formatted)
			.collect(Collectors.joining(",", "[", "]"));
	}

	/**
	 * Request that waits for its response.
	 */
	public record Question(HttpExchange exchange) {

		public String path() {
			return this.exchange.getRequestURI().toString();
		}

		public @Nullable String header(String name) {
			return this.exchange.getRequestHeaders().getFirst(name);
		}

		public String body() {
			try {
				return new String(this.exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		public void answer(long index, Integer... ports) {
			answer(200, Long.toString(index), instances(ports));
		}

		public void answer(int status, @Nullable String index, String body) {
			try (OutputStream out = begin(status, index, body)) {
				out.write(body.getBytes(StandardCharsets.UTF_8));
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		public Question with(String header, String value) {
			this.exchange.getResponseHeaders().set(header, value);
			return this;
		}

		/**
		 * Send all but the body.
		 */
		public OutputStream begin(int status, @Nullable String index, String body) {
			if (index != null) {
				this.exchange.getResponseHeaders().set("X-Consul-Index", index);
			}
			try {
				int length = body.getBytes(StandardCharsets.UTF_8).length;
				this.exchange.sendResponseHeaders(status, (length != 0) ? length : -1);
				this.exchange.getResponseBody().flush();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			return this.exchange.getResponseBody();
		}

		public void hangUp() {
			this.exchange.close();
		}

	}

	@FunctionalInterface
	private interface ServerFactory {

		HttpServer create(InetSocketAddress address, int backlog) throws IOException;

	}

}
