package example;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import static org.awaitility.Awaitility.await;

/**
 * Process of a registry, which listens on one port.
 */
class Server {

	private static final Duration LONGEST = Duration.ofSeconds(60);

	private final List<String> command;

	private final Path log;

	private final int port;

	private Process process;

	Server(List<String> command, Path log, int port) {
		this.command = command;
		this.log = log;
		this.port = port;
		start();
	}

	final void start() {
		try {
			this.process = new ProcessBuilder(this.command).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.appendTo(this.log.toFile()))
				.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		await().atMost(LONGEST).until(this::listens);
	}

	private boolean listens() {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.port));
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Kill it with SIGKILL.
	 */
	void kill() {
		this.process.destroyForcibly().onExit().join();
	}

	static int freePort() {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
