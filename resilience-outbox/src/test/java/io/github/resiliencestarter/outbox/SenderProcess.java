package io.github.resiliencestarter.outbox;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Process that stores messages, sends them and kills itself in one of its steps.
 */
final class SenderProcess {

	static final int MESSAGES = 20;

	static final int KEYS = 4;

	private final CrashAt step;

	private final String target;

	private final URI receiver;

	private final HttpClient client = HttpClient.newHttpClient();

	private final AtomicInteger sent = new AtomicInteger();

	private SenderProcess(CrashAt step, URI receiver) {
		this.step = step;
		this.target = step.name();
		this.receiver = receiver;
	}

	/**
	 * Runs the process.
	 * @param arguments the URL and user of the database, the URI of the receiver, the
	 * step
	 */
	public static void main(String[] arguments) throws InterruptedException {
		new SenderProcess(CrashAt.valueOf(arguments[3]), URI.create(arguments[2])).run(arguments[0], arguments[1]);
	}

	private void run(String url, String user) throws InterruptedException {
		OutboxDatabase database = OutboxDatabase.open(Databases.open(url, user), DatabaseInitializationMode.NEVER,
				System::nanoTime);
		Node node = new Node(database, Databases.properties("threads", "4"), this::send, CrashingStore::new);
		// The other targets belong to other processes
		for (CrashAt other : CrashAt.values()) {
			if (other != this.step) {
				node.breaker(other.name()).transitionToForcedOpenState();
			}
		}
		for (int i = 0; i < MESSAGES; i++) {
			node.outbox.send(message(i).withId(this.target + "-" + i).withOrderingKey(this.target + i % KEYS));
		}
		if (this.step == CrashAt.STORING) {
			new TransactionTemplate(new JdbcTransactionManager(database.dataSource()))
				.executeWithoutResult((status) -> {
					node.outbox.send(message(0).withId("uncommitted"));
					kill();
				});
		}
		node.start();
		new CountDownLatch(1).await();
	}

	private OutboxMessage message(int number) {
		return OutboxMessage.to(this.target, "test:x", number).withMode(Mode.ALWAYS);
	}

	private void send(Delivery delivery) throws IOException, InterruptedException {
		boolean crash = this.sent.incrementAndGet() == MESSAGES / 2;
		HttpRequest.Builder request = HttpRequest.newBuilder(this.receiver)
			.header("Idempotency-Key", delivery.id())
			.header("Ordering-Key", String.valueOf(delivery.orderingKey()))
			.POST(HttpRequest.BodyPublishers.ofByteArray(delivery.payload()));
		if (crash && this.step == CrashAt.SENDING) {
			request.header("Kill", String.valueOf(ProcessHandle.current().pid()));
		}
		this.client.send(request.build(), HttpResponse.BodyHandlers.discarding());
		if (crash && this.step == CrashAt.SENT) {
			kill();
		}
	}

	private static void kill() {
		try {
			new ProcessBuilder("kill", "-9", String.valueOf(ProcessHandle.current().pid())).start();
			new CountDownLatch(1).await();
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Step in which the process is killed.
	 */
	enum CrashAt {

		/**
		 * Before the commit of the caller.
		 */
		STORING,

		/**
		 * When it has a lane.
		 */
		CLAIMED,

		/**
		 * While the target processes a message.
		 */
		SENDING,

		/**
		 * When the target has responded.
		 */
		SENT,

		/**
		 * When it has deleted a message.
		 */
		DELETED

	}

	/**
	 * Store that kills the process.
	 */
	private final class CrashingStore extends MessageStore {

		private final AtomicInteger deleted = new AtomicInteger();

		CrashingStore(OutboxDatabase database) {
			super(database.jdbc(), database.transactions());
		}

		@Override
		List<StoredMessage> page(String lane, long after, int count) {
			if (SenderProcess.this.step == CrashAt.CLAIMED) {
				kill();
			}
			return super.page(lane, after, count);
		}

		@Override
		boolean delete(long seq) {
			boolean deleted = super.delete(seq);
			if (SenderProcess.this.step == CrashAt.DELETED && this.deleted.incrementAndGet() == MESSAGES / 2) {
				kill();
			}
			return deleted;
		}

	}

}
