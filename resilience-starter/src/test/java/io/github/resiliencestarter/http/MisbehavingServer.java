package io.github.resiliencestarter.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * HTTP server on plain sockets with scripted behavior for each request.
 */
class MisbehavingServer implements AutoCloseable {

	private static final LongSupplier CLOCK = System::nanoTime;

	private final ServerSocket serverSocket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

	private final ExecutorService executor = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "misbehaving-server");
		thread.setDaemon(true);
		return thread;
	});

	private final CountDownLatch closed = new CountDownLatch(1);

	private volatile AtomicInteger closedByClient = new AtomicInteger();

	final List<Request> requests = new CopyOnWriteArrayList<>();

	private volatile Behaviour behaviour = Behaviour.answer(200, "ok");

	MisbehavingServer() throws IOException {
		this.executor.execute(this::acceptAll);
	}

	int port() {
		return this.serverSocket.getLocalPort();
	}

	int closedByClient() {
		return this.closedByClient.get();
	}

	/**
	 * Discard recorded requests and use the given behaviors from now on; the last one is
	 * repeated.
	 */
	void behave(Behaviour... behaviours) {
		this.requests.clear();
		this.closedByClient = new AtomicInteger();
		AtomicInteger next = new AtomicInteger();
		this.behaviour = (exchange) -> behaviours[Math.min(next.getAndIncrement(), behaviours.length - 1)]
			.handle(exchange);
	}

	private void acceptAll() {
		try {
			while (!this.serverSocket.isClosed()) {
				Socket socket = this.serverSocket.accept();
				this.executor.execute(() -> serve(socket));
			}
		}
		catch (IOException ex) {
			// Closed
		}
	}

	private void serve(Socket socket) {
		try (socket) {
			InputStream in = socket.getInputStream();
			BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1));
			String line = reader.readLine();
			while (line != null) {
				this.requests.add(read(line, reader));
				this.behaviour.handle(new Exchange(this, socket, reader, this.closedByClient));
				line = socket.isClosed() ? null : reader.readLine();
			}
		}
		catch (IOException ex) {
			// The client has disconnected, which the exchange has recorded
		}
	}

	private static Request read(String requestLine, BufferedReader reader) throws IOException {
		long time = CLOCK.getAsLong();
		Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		for (String line = reader.readLine(); line != null && !line.isEmpty(); line = reader.readLine()) {
			headers.put(line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 1).strip());
		}
		String body = headers.containsKey("transfer-encoding") ? readChunks(reader)
				: read(reader, Integer.parseInt(headers.getOrDefault("content-length", "0")));
		return new Request(requestLine.substring(0, requestLine.indexOf(' ')), headers, body, time);
	}

	private static String readChunks(BufferedReader reader) throws IOException {
		StringBuilder body = new StringBuilder();
		int size = Integer.parseInt(reader.readLine(), 16);
		while (size > 0) {
			body.append(read(reader, size));
			reader.readLine();
			size = Integer.parseInt(reader.readLine(), 16);
		}
		reader.readLine();
		return body.toString();
	}

	private static String read(BufferedReader reader, int length) throws IOException {
		char[] text = new char[length];
		int read = 0;
		while (read < length) {
			read += reader.read(text, read, length - read);
		}
		return new String(text);
	}

	@Override
	public void close() throws IOException {
		this.closed.countDown();
		this.serverSocket.close();
		this.executor.shutdownNow();
	}

	record Request(String method, Map<String, String> headers, String body, long nanoTime) {

	}

	/**
	 * One request that has been read.
	 */
	record Exchange(MisbehavingServer server, Socket socket, BufferedReader reader, AtomicInteger closedByClient) {

		void write(String text) throws IOException {
			OutputStream out = this.socket.getOutputStream();
			out.write(text.getBytes(StandardCharsets.ISO_8859_1));
			out.flush();
		}

		void awaitClient() throws IOException {
			try {
				if (this.reader.read() < 0) {
					this.closedByClient.incrementAndGet();
				}
			}
			catch (IOException ex) {
				this.closedByClient.incrementAndGet();
			}
			this.socket.close();
		}

		boolean pause(long millis) throws IOException {
			try {
				return !this.server.closed.await(millis, TimeUnit.MILLISECONDS);
			}
			catch (InterruptedException ex) {
				throw new IOException(ex);
			}
		}

	}

	@FunctionalInterface
	interface Behaviour {

		void handle(Exchange exchange) throws IOException;

		static Behaviour answer(int status, String body, String... headers) {
			StringBuilder answer = new StringBuilder("HTTP/1.1 " + status + " X\r\n");
			for (String header : headers) {
				answer.append(header).append("\r\n");
			}
			answer.append("Content-Type: text/plain\r\nContent-Length: ")
				.append(body.length())
				.append("\r\n\r\n")
				.append(body);
			return (exchange) -> exchange.write(answer.toString());
		}

		/**
		 * Accept the request and never respond.
		 */
		static Behaviour hang() {
			return Exchange::awaitClient;
		}

		/**
		 * Respond immediately, then send a byte every 100 ms without end.
		 */
		static Behaviour drip() {
			return (exchange) -> {
				exchange.write("HTTP/1.1 200 X\r\nContent-Type: text/plain\r\nContent-Length: 1000\r\n\r\n");
				exchange.server.executor.execute(() -> {
					try {
						while (exchange.pause(100) && !exchange.socket.isClosed()) {
							exchange.write(".");
						}
					}
					catch (IOException ex) {
						// Disconnected
					}
				});
				exchange.awaitClient();
			};
		}

		/**
		 * Send a complete response, one byte per 100 ms, starting with the status line.
		 */
		static Behaviour trickle(String body) {
			String response = "HTTP/1.1 200 X\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
			return (exchange) -> {
				for (int i = 0; i < response.length() && exchange.pause(100); i++) {
					exchange.write(response.substring(i, i + 1));
				}
			};
		}

		/**
		 * Respond immediately, but send only half of the body.
		 */
		static Behaviour stall() {
			return (exchange) -> {
				exchange.write("HTTP/1.1 200 X\r\nContent-Type: text/plain\r\nContent-Length: 8\r\n\r\nhalf");
				exchange.awaitClient();
			};
		}

		/**
		 * Read the request and reset the connection.
		 */
		static Behaviour reset() {
			return (exchange) -> {
				exchange.socket.setSoLinger(true, 0);
				exchange.socket.close();
			};
		}

		/**
		 * Announce more bytes than are sent, then reset the connection.
		 */
		static Behaviour breakOff() {
			return (exchange) -> {
				exchange.write("HTTP/1.1 200 X\r\nContent-Type: text/plain\r\nContent-Length: 1000\r\n\r\nhalf");
				exchange.socket.close();
			};
		}

	}

}
