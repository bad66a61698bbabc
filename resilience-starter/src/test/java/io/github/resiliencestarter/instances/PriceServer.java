package io.github.resiliencestarter.instances;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.springframework.cloud.client.ServiceInstance;

/**
 * Server of a protocol of its own: one line each way, one connection each.
 */
class PriceServer implements Closeable {

	private final ServerSocket socket;

	final List<String> requests = new CopyOnWriteArrayList<>();

	volatile Behaviour behaviour = Behaviour.ANSWER;

	PriceServer() throws IOException {
		this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		Thread thread = new Thread(this::serve, "prices");
		thread.setDaemon(true);
		thread.start();
	}

	int port() {
		return this.socket.getLocalPort();
	}

	private void serve() {
		while (!this.socket.isClosed()) {
			try {
				// Held open by whoever has to wait
				Socket connection = this.socket.accept();
				serve(connection);
			}
			catch (IOException ex) {
				// The client or the test is gone
			}
		}
	}

	private void serve(Socket connection) throws IOException {
		String request = new BufferedReader(
				new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII))
			.readLine();
		this.requests.add(request);
		if (this.behaviour == Behaviour.HANG) {
			return;
		}
		try (connection) {
			if (this.behaviour != Behaviour.BREAK_OFF) {
				String response = (this.behaviour == Behaviour.FAIL) ? "ERROR" : "10";
				write(connection, response);
			}
		}
	}

	private static void write(Socket connection, String line) throws IOException {
		Writer writer = new OutputStreamWriter(connection.getOutputStream(), StandardCharsets.US_ASCII);
		writer.write(line + "\n");
		writer.flush();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

	/**
	 * Asks an instance for a price.
	 */
	static String ask(ServiceInstance instance, Duration timeout) throws IOException {
		try (Socket socket = new Socket()) {
			int millis = (int) Math.max(1, Math.min(timeout.toMillis(), Integer.MAX_VALUE));
			socket.connect(new InetSocketAddress(instance.getHost(), instance.getPort()), millis);
			socket.setSoTimeout(millis);
			write(socket, "price");
			String response = new BufferedReader(
					new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
				.readLine();
			if (response == null) {
				throw new IOException("Connection closed");
			}
			if (response.equals("ERROR")) {
				throw new PriceException("No price");
			}
			return response;
		}
	}

	enum Behaviour {

		ANSWER, FAIL, BREAK_OFF, HANG

	}

	/**
	 * Response that reports an error.
	 */
	static class PriceException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		PriceException(String message) {
			super(message);
		}

	}

}
