package io.github.resiliencestarter.discovery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Agent that rejects connections beyond a limit as Consul does, and answers questions
 * that wait when its index changes. The index is the port of each instance.
 */
class LimitedConsul implements AutoCloseable {

	private static final int POLL_MILLIS = 100;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

	private final AtomicInteger most = new AtomicInteger();

	private final AtomicInteger rejected = new AtomicInteger();

	private final int limit;

	private final ServerSocket server;

	private volatile int index = 1;

	LimitedConsul(int limit) {
		this.limit = limit;
		try {
			this.server = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.threads.execute(this::accept);
	}

	int port() {
		return this.server.getLocalPort();
	}

	int mostConnections() {
		return this.most.get();
	}

	int rejected() {
		return this.rejected.get();
	}

	void change(int index) {
		this.index = index;
	}

	@Override
	public void close() {
		this.threads.shutdownNow();
		try {
			this.server.close();
			for (Socket connection : this.connections) {
				connection.close();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void accept() {
		try {
			while (true) {
				Socket connection = this.server.accept();
				if (this.connections.size() >= this.limit) {
					this.rejected.incrementAndGet();
					this.threads.execute(() -> reject(connection));
				}
				else {
					this.connections.add(connection);
					this.most.accumulateAndGet(this.connections.size(), Math::max);
					this.threads.execute(() -> serve(connection));
				}
			}
		}
		catch (IOException ex) {
			// Closed
		}
	}

	private static void reject(Socket connection) {
		try (connection) {
			connection.setSoTimeout(POLL_MILLIS);
			connection.getInputStream().read(new byte[8192]);
			connection.getOutputStream()
				.write("HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
					.getBytes(StandardCharsets.US_ASCII));
		}
		catch (IOException ex) {
			// Gone
		}
	}

	private void serve(Socket connection) {
		try (connection) {
			connection.setSoTimeout(POLL_MILLIS);
			StringBuilder request = new StringBuilder();
			int waitsFor = -1;
			while (read(connection, request)) {
				if (request.indexOf("\r\n\r\n") >= 0) {
					waitsFor = request.indexOf("index=") >= 0 ? index(request) : 0;
					request.setLength(0);
				}
				if (waitsFor >= 0 && waitsFor != this.index) {
					waitsFor = -1;
					answer(connection, this.index);
				}
			}
		}
		catch (IOException ex) {
			// Gone
		}
		finally {
			this.connections.remove(connection);
		}
	}

	private static int index(StringBuilder request) {
		int start = request.indexOf("index=") + "index=".length();
		return Integer.parseInt(request.substring(start, request.indexOf("&", start)));
	}

	private static boolean read(Socket connection, StringBuilder request) throws IOException {
		try {
			byte[] buffer = new byte[8192];
			int length = connection.getInputStream().read(buffer);
			request.append(new String(buffer, 0, Math.max(0, length), StandardCharsets.US_ASCII));
			return length >= 0;
		}
		catch (SocketTimeoutException ex) {
			return true;
		}
	}

	private static void answer(Socket connection, int index) throws IOException {
		String body = FakeConsul.instances(index);
		connection.getOutputStream()
			.write("HTTP/1.1 200 OK\r\nX-Consul-Index: %d\r\nContent-Length: %d\r\n\r\n%s"
				.formatted(index, body.length(), body)
				.getBytes(StandardCharsets.US_ASCII));
	}

}
