package io.github.resiliencestarter.outbox;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Contract of the outbox with a real database and processes that are killed.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AbstractDatabaseIT {

	private final Server server = startServer();

	private final HikariDataSource dataSource = Databases.open(this.server.url(), this.server.user());

	private Receiver receiver = new Receiver();

	private final List<Node> nodes = new ArrayList<>();

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final HttpServer http = startHttp();

	abstract Server startServer();

	/**
	 * Returns the steps in which a sender is killed.
	 */
	abstract List<SenderProcess.CrashAt> steps();

	private HttpServer startHttp() {
		try {
			HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
			http.setExecutor(this.executor);
			http.createContext("/", this::handle);
			http.start();
			return http;
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@BeforeAll
	void createTables() {
		new Node(this.dataSource, Databases.properties(), this::receive).close();
	}

	@BeforeEach
	void reset() {
		this.receiver = new Receiver();
	}

	@AfterEach
	void stopNodes() {
		this.nodes.forEach(Node::close);
		this.nodes.clear();
	}

	@AfterAll
	void stop() {
		this.dataSource.close();
		this.server.close();
		this.http.stop(0);
		this.executor.shutdownNow();
	}

	private void receive(Delivery delivery) {
		this.receiver.receive(delivery.id(), delivery.orderingKey(),
				Integer.parseInt(new String(delivery.payload(), StandardCharsets.UTF_8)));
	}

	private void handle(HttpExchange exchange) throws IOException {
		String kill = exchange.getRequestHeaders().getFirst("Kill");
		this.receiver.receive(exchange.getRequestHeaders().getFirst("Idempotency-Key"),
				exchange.getRequestHeaders().getFirst("Ordering-Key"),
				Integer.parseInt(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
		if (kill != null) {
			ProcessHandle.of(Long.parseLong(kill)).ifPresent((process) -> process.destroyForcibly());
		}
		exchange.sendResponseHeaders(204, -1);
		exchange.close();
	}

	private Node node() {
		Node node = new Node(this.dataSource, Databases.properties(), this::receive);
		this.nodes.add(node);
		return node;
	}

	@Test
	void losesNothingWhenTheSenderIsKilledInAnyOfItsSteps() throws Exception {
		List<Process> processes = new ArrayList<>();
		try {
			for (SenderProcess.CrashAt step : steps()) {
				processes.add(start(step));
			}
			for (Process process : processes) {
				assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(process.info().toString()).isTrue();
				assertThat(process.exitValue()).isEqualTo(137);
			}
		}
		finally {
			processes.forEach(Process::destroyForcibly);
		}
		node().start();
		int all = steps().size() * SenderProcess.MESSAGES;
		await().atMost(Duration.ofSeconds(30)).until(() -> this.receiver.received() == all);
		assertThat(this.receiver.outOfOrder()).isZero();
		for (SenderProcess.CrashAt step : steps()) {
			assertThat(this.receiver.repeated().stream().filter((id) -> id.startsWith(step.name() + "-"))).as(step + "")
				.hasSizeLessThanOrEqualTo(inFlight(step));
		}
	}

	// Several lanes may be between two steps
	private static int inFlight(SenderProcess.CrashAt step) {
		return switch (step) {
			case STORING, CLAIMED -> 0;
			case SENDING, SENT, DELETED -> SenderProcess.KEYS;
		};
	}

	private Process start(SenderProcess.CrashAt step) throws IOException {
		return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-cp",
				System.getProperty("java.class.path"), SenderProcess.class.getName(), this.server.url(),
				this.server.user(), "http://127.0.0.1:" + this.http.getAddress().getPort() + "/", step.name())
			.redirectErrorStream(true)
			.redirectOutput(new File("target/sender-" + step + ".log"))
			.start();
	}

	@Test
	void distinguishesIdentifiersByCaseAndStoresAnyDetail() {
		Node node = node();
		for (String id : List.of("a", "A")) {
			node.outbox
				.send(OutboxMessage.to("case", "test:x", 1).withId(id).withOrderingKey("k").withMode(Mode.ALWAYS));
		}
		List<StoredMessage> messages = node.store.page(StoredMessage.lane("case", "k"), 0, 10);
		assertThat(messages).extracting(StoredMessage::id).containsExactly("a", "A");
		for (StoredMessage message : messages) {
			assertThat(node.store.bury(message, 1, DeadReason.REJECTED, "\u0000\uD800 " + "x".repeat(1000))).isTrue();
		}
		assertThat(node.deadLetters.list("case", 10)).hasSize(2);
	}

	@Test
	void severalNodesCreateTheTablesAtTheSameTime() {
		JdbcTemplate jdbc = new JdbcTemplate(this.dataSource);
		List.of("message", "dead", "lane").forEach((table) -> jdbc.execute("drop table resilience_outbox_" + table));
		List<CompletableFuture<OutboxDatabase>> opened = Stream.generate(() -> CompletableFuture.supplyAsync(
				() -> OutboxDatabase.open(this.dataSource, DatabaseInitializationMode.ALWAYS, System::nanoTime),
				this.executor))
			.limit(8)
			.toList();
		assertThat(opened).allSatisfy((each) -> assertThat(each).succeedsWithin(Duration.ofSeconds(20)));
	}

	@Test
	void survivesACrashOfTheDatabase() {
		Node node = node();
		int count = 1000;
		for (int i = 0; i < count; i++) {
			node.outbox.send(
					OutboxMessage.to("restarted", "test:x", i).withOrderingKey("key-" + i % 50).withMode(Mode.ALWAYS));
		}
		node.start();
		await().atMost(Duration.ofSeconds(10)).until(() -> this.receiver.received() > 50);
		this.server.crashAndRestart();
		await().atMost(Duration.ofSeconds(30)).until(() -> this.receiver.received() == count);
		assertThat(this.receiver.outOfOrder()).isZero();
		assertThat(this.receiver.repeated()).hasSizeLessThanOrEqualTo(StoredMessage.LANES);
	}

	@Test
	void sharesTheWorkBetweenRacingNodes() {
		CountDownLatch both = new CountDownLatch(2);
		List<Node> racing = Stream.of(1, 2).map((number) -> racing(both)).toList();
		int count = 1000;
		Node sender = node();
		for (int i = 0; i < count; i++) {
			sender.outbox
				.send(OutboxMessage.to("raced", "test:x", i).withOrderingKey("key-" + i % 50).withMode(Mode.ALWAYS));
		}
		racing.forEach(Node::start);
		await().atMost(Duration.ofSeconds(20)).until(() -> this.receiver.received() == count);
		assertThat(this.receiver.outOfOrder()).isZero();
		assertThat(this.receiver.repeated()).isEmpty();
		assertThat(racing).allMatch((node) -> node.sent(OutboxListener.Outcome.DELIVERED).get() > 0);
	}

	private Node racing(CountDownLatch both) {
		CountDownLatch first = new CountDownLatch(1);
		Node node = new Node(this.dataSource, Databases.properties(), (delivery) -> {
			if (first.getCount() > 0) {
				first.countDown();
				both.countDown();
			}
			assertThat(both.await(5, TimeUnit.SECONDS)).isTrue();
			receive(delivery);
		});
		this.nodes.add(node);
		return node;
	}

}
