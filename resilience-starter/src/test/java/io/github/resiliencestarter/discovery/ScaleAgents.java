package io.github.resiliencestarter.discovery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Simulated Consul agents that share their services, on one thread, as a process of its
 * own for {@link ScaleRun}. Each agent has a port. The responses are as large as those of
 * Consul, and blocking queries end as in Consul: when the service changes, or after the
 * requested time and up to a sixteenth more.
 */
final class ScaleAgents implements AutoCloseable {

	private static final Pattern REQUEST = Pattern
		.compile("GET /v1/health/service/([^?]+)\\?(?:.*&index=(\\d+)&wait=(\\d+)ms)?");

	private static final int JITTER = 16;

	private static final long PAUSE_MILLIS = 10;

	private final Map<String, ScaleService> services = new HashMap<>();

	private final Map<String, Set<Connection>> waiting = new HashMap<>();

	private final PriorityQueue<Deadline> deadlines = new PriorityQueue<>();

	private final List<ServerSocketChannel> servers = new ArrayList<>();

	private final Random random = new Random();

	private final ByteBuffer input = ByteBuffer.allocateDirect(16 * 1024);

	private final Selector selector;

	private final AtomicLong queries = new AtomicLong();

	private final AtomicLong bytes = new AtomicLong();

	private final AtomicLong open = new AtomicLong();

	private final AtomicLong mostOpen = new AtomicLong();

	private volatile @Nullable ScaleRestart restart;

	ScaleAgents(int agents, int targets, int instances) throws IOException {
		this.selector = Selector.open();
		for (int target = 0; target < targets; target++) {
			this.services.put(ScaleRun.target(target), new ScaleService(ScaleRun.target(target), instances));
		}
		for (int agent = 0; agent < agents; agent++) {
			ServerSocketChannel server = ServerSocketChannel.open();
			server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4096);
			server.configureBlocking(false).register(this.selector, SelectionKey.OP_ACCEPT);
			this.servers.add(server);
		}
	}

	/**
	 * Runs agents until standard input ends. The commands are {@code restart TARGET
	 * INSTANCES MILLIS}, which restarts some instances of a target one after another, and
	 * {@code stats}, which also resets the counters.
	 */
	public static void main(String[] args) throws IOException {
		try (ScaleAgents agents = new ScaleAgents(Integer.parseInt(args[0]), Integer.parseInt(args[1]),
				Integer.parseInt(args[2]))) {
			System.out.println(agents.ports());
			Thread thread = new Thread(agents::serve, "agents");
			thread.setDaemon(true);
			thread.start();
			ScaleProcess.obey((command) -> agents.obey(command.split(" ", -1)));
		}
	}

	private String ports() {
		return String.join(" ",
				this.servers.stream().map((server) -> Integer.toString(server.socket().getLocalPort())).toList());
	}

	private String obey(String[] command) {
		if (command[0].equals("restart")) {
			this.restart = new ScaleRestart(service(command[1]), Integer.parseInt(command[2]),
					Long.parseLong(command[3]) * 1_000_000, ScaleRun.NANOS.getAsLong());
			return "";
		}
		return "%d %d %d %d".formatted(this.queries.getAndSet(0), this.bytes.getAndSet(0), this.open.get(),
				this.mostOpen.getAndSet(this.open.get()));
	}

	private void serve() {
		try {
			while (this.selector.isOpen()) {
				this.selector.select(PAUSE_MILLIS);
				for (SelectionKey key : this.selector.selectedKeys()) {
					serve(key);
				}
				this.selector.selectedKeys().clear();
				long now = ScaleRun.NANOS.getAsLong();
				ScaleRestart restart = this.restart;
				if (restart != null && restart.advance(now)) {
					List.copyOf(waitingFor(restart.target())).forEach(this::answer);
				}
				while (!this.deadlines.isEmpty() && this.deadlines.peek().nanos() - now <= 0) {
					this.deadlines.remove().end(this);
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void serve(SelectionKey key) throws IOException {
		if (key.isValid() && key.isAcceptable()) {
			SocketChannel channel = ((ServerSocketChannel) key.channel()).accept();
			if (channel != null) {
				channel.configureBlocking(false);
				SelectionKey connected = channel.register(this.selector, SelectionKey.OP_READ);
				connected.attach(new Connection(channel, connected, service(ScaleRun.target(0))));
				this.mostOpen.accumulateAndGet(this.open.incrementAndGet(), Math::max);
			}
			return;
		}
		Connection connection = (Connection) key.attachment();
		try {
			if (key.isValid() && key.isWritable()) {
				connection.write();
			}
			if (key.isValid() && key.isReadable()) {
				read(connection);
			}
		}
		catch (IOException ex) {
			close(connection);
		}
	}

	private void read(Connection connection) throws IOException {
		this.input.clear();
		if (connection.channel.read(this.input) < 0) {
			close(connection);
			return;
		}
		this.input.flip();
		connection.request.append(StandardCharsets.US_ASCII.decode(this.input));
		if (connection.request.indexOf("\r\n\r\n") >= 0) {
			Matcher request = REQUEST.matcher(connection.request.toString());
			if (!request.lookingAt()) {
				throw new IOException("Unexpected request: " + connection.request);
			}
			connection.request.setLength(0);
			this.queries.incrementAndGet();
			connection.service = service(String.valueOf(request.group(1)));
			if (!Long.toString(connection.service.index()).equals(request.group(2))) {
				answer(connection);
				return;
			}
			long wait = Long.parseLong(String.valueOf(request.group(3))) * 1_000_000;
			connection.turn++;
			waitingFor(connection.service.name()).add(connection);
			this.deadlines.add(new Deadline(
					ScaleRun.NANOS.getAsLong() + wait + (long) ((double) wait / JITTER * this.random.nextDouble()),
					connection, connection.turn));
		}
	}

	private ScaleService service(String name) {
		return Objects.requireNonNull(this.services.get(name));
	}

	private Set<Connection> waitingFor(String target) {
		return this.waiting.computeIfAbsent(target, (name) -> new HashSet<>());
	}

	private void answer(Connection connection) {
		waitingFor(connection.service.name()).remove(connection);
		connection.turn++;
		ByteBuffer response = connection.service.response();
		this.bytes.addAndGet(response.remaining());
		connection.output = response;
		try {
			connection.write();
		}
		catch (IOException ex) {
			close(connection);
		}
	}

	private void close(Connection connection) {
		connection.turn++;
		this.waiting.values().forEach((connections) -> connections.remove(connection));
		this.open.decrementAndGet();
		connection.key.cancel();
		try {
			connection.channel.close();
		}
		catch (IOException ex) {
			// Gone
		}
	}

	@Override
	public void close() throws IOException {
		this.selector.close();
	}

	private record Deadline(long nanos, Connection connection, int turn) implements Comparable<Deadline> {

		void end(ScaleAgents agents) {
			if (this.connection.turn == this.turn) {
				agents.answer(this.connection);
			}
		}

		@Override
		public int compareTo(Deadline other) {
			return Long.signum(this.nanos - other.nanos);
		}

	}

	private static final class Connection {

		private final SocketChannel channel;

		private final StringBuilder request = new StringBuilder(256);

		private final SelectionKey key;

		private ScaleService service;

		private ByteBuffer output = ByteBuffer.allocate(0);

		private int turn;

		Connection(SocketChannel channel, SelectionKey key, ScaleService service) {
			this.channel = channel;
			this.key = key;
			this.service = service;
		}

		void write() throws IOException {
			this.channel.write(this.output);
			this.key.interestOps(
					this.output.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
			if (!this.output.hasRemaining()) {
				this.output = ByteBuffer.allocate(0);
			}
		}

	}

}
