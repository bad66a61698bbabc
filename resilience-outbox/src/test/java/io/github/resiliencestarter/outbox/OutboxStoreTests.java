package io.github.resiliencestarter.outbox;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for what the outbox stores in its tables, on H2.
 */
class OutboxStoreTests {

	private final HikariDataSource dataSource = Databases.h2();

	private final List<String> received = new CopyOnWriteArrayList<>();

	private final List<AutoCloseable> opened = new CopyOnWriteArrayList<>(List.of(this.dataSource));

	@AfterEach
	void close() throws Exception {
		for (int i = this.opened.size() - 1; i >= 0; i--) {
			this.opened.get(i).close();
		}
	}

	private void receive(Delivery delivery) {
		this.received.add(delivery.target() + " " + delivery.id());
	}

	private Node node(HikariDataSource dataSource, String... properties) {
		Node node = new Node(dataSource, Databases.properties(properties), this::receive);
		this.opened.add(node);
		return node;
	}

	private static OutboxMessage message(String target, String id) {
		return OutboxMessage.to(target, "test:x", id).withId(id).withMode(Mode.ALWAYS);
	}

	private static StoredMessage stored(String id, long storedAt) {
		byte[] payload = id.getBytes(StandardCharsets.UTF_8);
		return new StoredMessage(0, id, "inventory", null, new StoredMessage.Content("test:x", null, payload),
				new StoredMessage.Progress(0, 0, storedAt, 0, Long.MAX_VALUE));
	}

	private static StoredMessage first(Node node, String target) {
		for (int i = 0; i < StoredMessage.LANES; i++) {
			List<StoredMessage> page = node.store.page(StoredMessage.lane(target, i), 0, 1);
			if (!page.isEmpty()) {
				return page.get(0);
			}
		}
		throw new IllegalStateException("No message is waiting");
	}

	@Test
	void worksWithConnectionsThatDoNotCommitByThemselves() {
		HikariDataSource pool = Databases.h2WithoutAutoCommit();
		this.opened.add(pool);
		Node node = node(pool);
		for (int i = 0; i < 50; i++) {
			node.outbox.send(message("inventory", "id-" + i));
		}
		assertThat(node.backlog.count("inventory").messages()).isEqualTo(50);
		node.start();
		await().atMost(Duration.ofSeconds(20)).until(() -> this.received.size() == 50);
		await().atMost(Duration.ofSeconds(5)).until(() -> node.backlog.count("inventory").messages() == 0);
		assertThat(this.received).doesNotHaveDuplicates();
	}

	@Test
	void keepsDeadLettersWithConnectionsThatDoNotCommitByThemselves() {
		HikariDataSource pool = Databases.h2WithoutAutoCommit();
		this.opened.add(pool);
		Node node = node(pool);
		node.outbox.send(message("inventory", "one"));
		node.store.bury(first(node, "inventory"), 1, DeadReason.REJECTED, "");
		assertThat(node.deadLetters.find("inventory", "one")).isPresent();
		assertThat(node.deadLetters.requeue("inventory", "one")).isTrue();
		assertThat(node.deadLetters.find("inventory", "one")).isEmpty();
		assertThat(node.backlog.count("inventory").messages()).isEqualTo(1);
		node.store.bury(first(node, "inventory"), 1, DeadReason.REJECTED, "");
		assertThat(node.deadLetters.discard("inventory", "one")).isTrue();
		assertThat(node.deadLetters.find("inventory", "one")).isEmpty();
	}

	@Test
	void joinsATransactionOfAnotherManager() throws Exception {
		Node node = node(this.dataSource);
		node.outbox.send(message("inventory", "one"));
		node.store.bury(first(node, "inventory"), 1, DeadReason.REJECTED, "");
		try (Connection connection = this.dataSource.getConnection()) {
			connection.setAutoCommit(false);
			// As the transaction manager of JPA binds it
			TransactionSynchronizationManager.bindResource(this.dataSource, new ConnectionHolder(connection));
			TransactionSynchronizationManager.setActualTransactionActive(true);
			assertThat(node.deadLetters.requeue("inventory", "one")).isTrue();
			connection.rollback();
		}
		finally {
			TransactionSynchronizationManager.clear();
			TransactionSynchronizationManager.unbindResourceIfPossible(this.dataSource);
		}
		assertThat(node.deadLetters.find("inventory", "one")).isPresent();
		assertThat(node.backlog.recount("inventory").messages()).isZero();
	}

	@Test
	void dropsOnlyWhatIsTooOld() {
		Node node = node(this.dataSource, "defaults.bounds.overflow", "drop-oldest", "defaults.bounds.age", "1h");
		long now = node.database.clock().millis();
		for (int i = 0; i < 2; i++) {
			node.store.insert(stored("old-" + i, now - Duration.ofHours(2).toMillis()));
		}
		for (int i = 0; i < 50; i++) {
			node.store.insert(stored("new-" + i, now));
		}
		node.backlog.refresh();
		for (int i = 0; i < 3; i++) {
			node.outbox.send(message("inventory", "sent-" + i));
		}
		assertThat(node.backlog.recount("inventory").messages()).isEqualTo(53);
		assertThat(node.store.contains("inventory", "old-0")).isFalse();
		assertThat(node.sent(OutboxListener.Outcome.DROPPED)).hasValue(2);
	}

	@Test
	void aRequeuedMessageIsAsOldAsItsRequeue() {
		Node node = node(this.dataSource, "defaults.bounds.age", "1h");
		node.store.insert(stored("old", 1));
		node.store.bury(first(node, "inventory"), 1, DeadReason.EXPIRED, "");
		assertThat(node.deadLetters.requeue("inventory", "old")).isTrue();
		node.backlog.refresh();
		assertThat(node.outbox.send(message("inventory", "next")).status()).isEqualTo(Receipt.Status.STORED);
	}

	@Test
	void identifiersBelongToTheirTarget() {
		Node node = node(this.dataSource);
		for (String target : List.of("inventory", "mail")) {
			node.outbox.send(message(target, "order-1"));
			node.store.bury(first(node, target), 1, DeadReason.REJECTED, target);
		}
		assertThat(node.deadLetters.find("inventory", "order-1").orElseThrow().death().detail()).isEqualTo("inventory");
		assertThat(node.deadLetters.discard("mail", "order-1")).isTrue();
		assertThat(node.deadLetters.requeue("mail", "order-1")).isFalse();
		assertThat(node.deadLetters.requeue("inventory", "order-1")).isTrue();
		node.outbox.send(message("mail", "order-1"));
		node.start();
		await().atMost(Duration.ofSeconds(10)).until(() -> this.received.size() == 2);
		assertThat(this.received).containsExactlyInAnyOrder("inventory order-1", "mail order-1");
	}

	@Test
	void doesNotCallDirectlyWhatIsAlreadyWaiting() {
		Node node = node(this.dataSource);
		node.outbox.send(message("inventory", "one"));
		Receipt receipt = node.outbox.send(message("inventory", "one").withMode(Mode.DIRECT_FIRST));
		assertThat(receipt.status()).isEqualTo(Receipt.Status.STORED);
		assertThat(this.received).isEmpty();
	}

	@Test
	void sendsANewMessageWithTheIdentifierOfOneWhoseDeletionFailed() {
		OutboxDatabase database = OutboxDatabase.open(this.dataSource, DatabaseInitializationMode.ALWAYS,
				System::nanoTime);
		AtomicBoolean failed = new AtomicBoolean();
		Node node = new Node(database, Databases.properties(), this::receive,
				(opened) -> new MessageStore(opened.jdbc(), opened.transactions()) {

					@Override
					boolean delete(long seq) {
						boolean deleted = super.delete(seq);
						if (failed.compareAndSet(false, true)) {
							throw new TransientDataAccessResourceException("The connection is lost");
						}
						return deleted;
					}

				});
		this.opened.add(node);
		node.start();
		node.outbox.send(message("inventory", "one"));
		await().atMost(Duration.ofSeconds(10)).until(failed::get);
		node.outbox.send(message("inventory", "one"));
		await().atMost(Duration.ofSeconds(10)).until(() -> this.received.size() == 2);
	}

	@Test
	void keepsADeadLetterThatAnotherNodeHasAlreadyBuried() {
		Node node = node(this.dataSource);
		node.outbox.send(message("inventory", "one"));
		StoredMessage message = first(node, "inventory");
		assertThat(node.store.bury(message, 1, DeadReason.REJECTED, "first")).isTrue();
		assertThat(node.store.bury(message, 2, DeadReason.REJECTED, "second")).isFalse();
		assertThat(node.deadLetters.find("inventory", "one").orElseThrow().death().detail()).isEqualTo("first");
	}

	@Test
	void detailsContainNothingThatADatabaseRejects() {
		assertThat(DetailFormat.format("a\u0000b\r\nc\uD800d\uD83D\uDE00")).isEqualTo("a b  c d\uD83D\uDE00");
		assertThat(DetailFormat.format("\uD83D\uDE00".repeat(400))).hasSizeLessThanOrEqualTo(500);
		assertThat(DetailFormat.format("x".repeat(400))).hasSize(400);
	}

	@Test
	void theTimeThatATargetAsksToWaitIsBounded() {
		assertThat(new Result(Result.Kind.REJECTED, Duration.ofDays(365), null).retryAfter())
			.isEqualTo(Duration.ofMinutes(5));
		assertThat(new Result(Result.Kind.REJECTED, Duration.ofSeconds(3), null).retryAfter())
			.isEqualTo(Duration.ofSeconds(3));
	}

}
