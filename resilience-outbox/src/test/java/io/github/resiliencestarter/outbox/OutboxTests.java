package io.github.resiliencestarter.outbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import com.zaxxer.hikari.HikariDataSource;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.HttpServerErrorException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for the outbox on H2.
 */
@ExtendWith(OutputCaptureExtension.class)
class OutboxTests {

	private final HikariDataSource dataSource = Databases.h2();

	private final LongSupplier nanoClock = System::nanoTime;

	private final Receiver receiver = new Receiver();

	private final AtomicBoolean down = new AtomicBoolean();

	private final AtomicInteger requests = new AtomicInteger();

	private final List<AutoCloseable> opened = new CopyOnWriteArrayList<>(List.of(this.dataSource));

	@AfterEach
	void close() throws Exception {
		for (int i = this.opened.size() - 1; i >= 0; i--) {
			this.opened.get(i).close();
		}
	}

	private Node node(String... properties) {
		Node node = new Node(this.dataSource, Databases.properties(properties), this::receive);
		this.opened.add(node);
		return node;
	}

	private void receive(Delivery delivery) throws IOException {
		this.requests.incrementAndGet();
		if (this.down.get()) {
			throw new IOException("down");
		}
		if (new String(delivery.payload(), StandardCharsets.UTF_8).equals("wrong")) {
			throw HttpClientErrorException.create(HttpStatus.UNPROCESSABLE_CONTENT, "wrong", HttpHeaders.EMPTY,
					new byte[0], null);
		}
		this.receiver.receive(delivery.id(), delivery.orderingKey(),
				Integer.parseInt(new String(delivery.payload(), StandardCharsets.UTF_8)));
	}

	private static OutboxMessage message(Object payload) {
		return OutboxMessage.to("inventory", "test:x", payload).withMode(Mode.ALWAYS);
	}

	private void awaitReceived(int count) {
		await().atMost(Duration.ofSeconds(20)).until(() -> this.receiver.received() == count);
	}

	@Test
	void deliversWhatIsStoredOnceAndInOrderPerKey() {
		Node node = node().start();
		for (int i = 0; i < 300; i++) {
			Receipt receipt = node.outbox.send(message(i).withOrderingKey("key-" + i % 20));
			assertThat(receipt.status()).isEqualTo(Receipt.Status.STORED);
		}
		awaitReceived(300);
		assertThat(this.receiver.repeated()).isEmpty();
		assertThat(this.receiver.outOfOrder()).isZero();
		await().until(() -> node.store.page("inventory/0", 0, 1).isEmpty());
	}

	@Test
	void storesInTheTransactionOfTheCaller() {
		Node node = node().start();
		TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(this.dataSource));
		transaction.executeWithoutResult((status) -> {
			node.outbox.send(message(1));
			status.setRollbackOnly();
		});
		transaction.executeWithoutResult((status) -> node.outbox.send(message(2).withId("second")));
		awaitReceived(1);
		assertThat(this.receiver.repeated()).isEmpty();
		assertThat(node.backlog.count("inventory").messages()).isZero();
	}

	@Test
	void ignoresASecondMessageWithTheSameIdentifier() {
		Node node = node();
		node.outbox.send(message(1).withId("one"));
		node.outbox.send(message(1).withId("one"));
		assertThat(node.backlog.count("inventory").messages()).isEqualTo(1);
	}

	@Test
	void callsDirectlyWhileTheTargetIsUp() {
		Node node = node();
		Receipt receipt = node.outbox.send(message(1).withMode(Mode.DIRECT_FIRST));
		assertThat(receipt.status()).isEqualTo(Receipt.Status.DELIVERED);
		assertThat(this.receiver.received()).isEqualTo(1);
		assertThat(node.backlog.count("inventory").messages()).isZero();
	}

	@Test
	void storesADirectCallWhoseTargetFails() {
		Node node = node();
		this.down.set(true);
		Receipt receipt = node.outbox.send(message(1).withMode(Mode.DIRECT_FIRST));
		assertThat(receipt.status()).isEqualTo(Receipt.Status.STORED);
		this.down.set(false);
		node.start();
		awaitReceived(1);
	}

	@Test
	void storesADirectCallThatItsCircuitBreakerRejects() {
		Node node = node();
		node.breaker("inventory").transitionToForcedOpenState();
		Receipt receipt = node.outbox.send(message(1).withMode(Mode.DIRECT_FIRST));
		assertThat(receipt.status()).isEqualTo(Receipt.Status.STORED);
		assertThat(this.requests).hasValue(0);
	}

	@Test
	void throwsWhatTheTargetSaysAgainstADirectCall() {
		Node node = node();
		assertThatExceptionOfType(HttpClientErrorException.class)
			.isThrownBy(() -> node.outbox.send(message("wrong").withMode(Mode.DIRECT_FIRST)));
		assertThat(node.backlog.count("inventory").messages()).isZero();
	}

	@Test
	void doesNotOvertakeWaitingMessagesWithADirectCall() {
		Node node = node();
		node.outbox.send(message(1).withOrderingKey("a"));
		Receipt receipt = node.outbox.send(message(2).withOrderingKey("a").withMode(Mode.DIRECT_FIRST));
		assertThat(receipt.status()).isEqualTo(Receipt.Status.STORED);
		node.start();
		awaitReceived(2);
		assertThat(this.receiver.outOfOrder()).isZero();
	}

	@Test
	void sendsNothingWhileTheCircuitBreakerIsOpenAndCountsNoAttempt() {
		Node node = node();
		node.breaker("inventory").transitionToForcedOpenState();
		node.start();
		for (int i = 0; i < 50; i++) {
			node.outbox.send(message(i).withOrderingKey("key-" + i % 5));
		}
		await().during(Duration.ofMillis(500)).until(() -> this.requests.get() == 0);
		assertThat(node.breaker("inventory").getMetrics().getNumberOfNotPermittedCalls()).isZero();
		assertThat(progress(node)).allMatch((progress) -> progress.attempts() == 0);
		node.breaker("inventory").transitionToClosedState();
		awaitReceived(50);
		assertThat(this.receiver.outOfOrder()).isZero();
	}

	private List<StoredMessage.Progress> progress(Node node) {
		List<StoredMessage.Progress> all = new CopyOnWriteArrayList<>();
		for (int i = 0; i < StoredMessage.LANES; i++) {
			node.store.page(StoredMessage.lane("inventory", i), 0, 1000)
				.forEach((message) -> all.add(message.progress()));
		}
		return all;
	}

	@Test
	void sendsExactlyTheProbesWhileHalfOpenAndSurvivesALongOutage() {
		Node node = node().start();
		this.down.set(true);
		for (int i = 0; i < 200; i++) {
			node.outbox.send(message(i).withOrderingKey("key-" + i % 40));
		}
		await().atMost(Duration.ofSeconds(5)).until(() -> node.breaker("inventory").getState() == State.OPEN);
		int before = this.requests.get();
		AtomicInteger halfOpen = new AtomicInteger();
		node.breaker("inventory").getEventPublisher().onStateTransition((event) -> {
			if (event.getStateTransition().getToState() == State.HALF_OPEN) {
				halfOpen.incrementAndGet();
			}
		});
		await().atMost(Duration.ofSeconds(10)).until(() -> halfOpen.get() >= 3);
		assertThat(this.requests.get() - before).isLessThanOrEqualTo(3 * halfOpen.get() + 3);
		assertThat(node.breaker("inventory").getMetrics().getNumberOfNotPermittedCalls()).isZero();
		this.down.set(false);
		awaitReceived(200);
		assertThat(this.receiver.outOfOrder()).isZero();
		assertThat(node.deadLetters.list("inventory", 1)).isEmpty();
	}

	@Test
	void buriesAMessageThatTheTargetRejectsSeveralTimesAndRequeuesIt() {
		Node node = node("defaults.max-client-errors", "2").start();
		node.outbox.send(message("wrong").withId("bad").withOrderingKey("a"));
		node.outbox.send(message(1).withOrderingKey("a"));
		awaitReceived(1);
		DeadLetters.DeadLetter letter = node.deadLetters.find("inventory", "bad").orElseThrow();
		assertThat(letter.death().reason()).isEqualTo("rejected");
		assertThat(letter.death().detail()).contains("422");
		assertThat(this.requests).hasValue(3);
		assertThat(node.deadLetters.requeue("inventory", "bad")).isTrue();
		await().atMost(Duration.ofSeconds(5)).until(() -> this.requests.get() == 5);
		await().until(() -> node.deadLetters.find("inventory", "bad").isPresent());
		assertThat(node.deadLetters.discard("inventory", "bad")).isTrue();
		assertThat(node.deadLetters.discard("inventory", "bad")).isFalse();
		assertThat(node.sent(OutboxListener.Outcome.DEAD)).hasValue(2);
	}

	@Test
	void buriesAMessageWhoseDeadlineHasExpired() {
		Node node = node();
		node.breaker("inventory").transitionToForcedOpenState();
		node.outbox.send(message(1).withId("late").withDeadline(Duration.ofMillis(1)));
		await().until(() -> node.database.clock().millis() > 0);
		node.breaker("inventory").transitionToClosedState();
		node.start();
		await().atMost(Duration.ofSeconds(5)).until(() -> node.deadLetters.find("inventory", "late").isPresent());
		assertThat(node.deadLetters.find("inventory", "late").orElseThrow().death().reason()).isEqualTo("expired");
		assertThat(this.requests).hasValue(0);
	}

	@Test
	void buriesExpiredMessagesAlsoWhileTheCircuitBreakerIsHeldOpen() {
		Node node = node();
		node.breaker("inventory").transitionToForcedOpenState();
		node.outbox.send(message(1).withId("late"));
		node.outbox.send(message(2).withId("in time"));
		node.database.jdbc().update("update resilience_outbox_message set expires_at = 1 where id = 'late'");
		node.start();
		await().atMost(Duration.ofSeconds(5)).until(() -> node.deadLetters.find("inventory", "late").isPresent());
		assertThat(node.sent(OutboxListener.Outcome.EXPIRED)).hasValue(1);
		assertThat(node.store.contains("inventory", "in time")).isTrue();
		assertThat(this.requests).hasValue(0);
	}

	@Test
	void leavesAMessageWithoutTransportToOtherNodesUntilItsDeadline(CapturedOutput output) {
		Node node = node().start();
		node.outbox.send(OutboxMessage.to("inventory", "pigeon:x", 1)
			.withId("odd")
			.withMode(Mode.ALWAYS)
			.withDeadline(Duration.ofSeconds(2)));
		await().atMost(Duration.ofSeconds(5))
			.until(() -> progress(node).stream().anyMatch((each) -> each.notBefore() > each.storedAt()));
		assertThat(progress(node)).allMatch((each) -> each.attempts() == 0);
		assertThat(node.deadLetters.find("inventory", "odd")).isEmpty();
		assertThat(output.getAll().split("this node cannot deliver", -1)).hasSize(2);
		await().atMost(Duration.ofSeconds(5)).until(() -> node.deadLetters.find("inventory", "odd").isPresent());
		assertThat(node.deadLetters.find("inventory", "odd").orElseThrow().death().reason()).isEqualTo("expired");
	}

	@Test
	void rejectsMessagesBeyondTheBoundAndLogsItOnce(CapturedOutput output) {
		Node node = node("targets.inventory.bounds.messages", "3");
		for (int i = 0; i < 3; i++) {
			node.outbox.send(message(i));
		}
		for (int i = 0; i < 5; i++) {
			assertThatExceptionOfType(OutboxRejectedException.class).isThrownBy(() -> node.outbox.send(message(9)))
				.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(OutboxRejectedException.Reason.FULL));
		}
		assertThat(output.getAll().split("reached their bound", -1)).hasSize(2);
		assertThat(node.backlog.count("inventory").messages()).isEqualTo(3);
	}

	@Test
	void dropsTheOldestOrTheNewestBeyondTheBound() {
		Node oldest = node("defaults.bounds.messages", "3", "defaults.bounds.overflow", "drop-oldest");
		for (int i = 0; i < 5; i++) {
			assertThat(oldest.outbox.send(message(i)).status()).isEqualTo(Receipt.Status.STORED);
		}
		assertThat(oldest.sent(OutboxListener.Outcome.DROPPED)).hasValue(2);
		Node newest = node("defaults.bounds.messages", "3", "defaults.bounds.overflow", "drop-newest");
		newest.backlog.refresh();
		assertThat(newest.outbox.send(message(9)).status()).isEqualTo(Receipt.Status.DROPPED);
		newest.start();
		awaitReceived(3);
	}

	@Test
	void rejectsAPayloadThatIsTooLarge() {
		Node node = node("defaults.bounds.payload", "10B");
		assertThatExceptionOfType(OutboxRejectedException.class)
			.isThrownBy(() -> node.outbox.send(message("12345678901")))
			.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(OutboxRejectedException.Reason.TOO_LARGE));
	}

	@Test
	void sharesTheWorkBetweenNodesWithoutRepeating() {
		CountDownLatch both = new CountDownLatch(2);
		ConcurrentHashMap<String, AtomicInteger> byNode = new ConcurrentHashMap<>();
		for (String name : List.of("a", "b")) {
			Node node = new Node(this.dataSource, Databases.properties(), (delivery) -> {
				if (byNode.computeIfAbsent(name, (key) -> new AtomicInteger()).incrementAndGet() == 1) {
					both.countDown();
				}
				assertThat(both.await(5, TimeUnit.SECONDS)).isTrue();
				receive(delivery);
			});
			this.opened.add(node);
			node.start();
		}
		Node sender = node();
		for (int i = 0; i < 1000; i++) {
			sender.outbox.send(message(i).withOrderingKey("key-" + i % 50));
		}
		awaitReceived(1000);
		assertThat(this.receiver.repeated()).isEmpty();
		assertThat(this.receiver.outOfOrder()).isZero();
		assertThat(byNode).hasSize(2);
	}

	@Test
	void leavesTheWorkToOtherNodesWhileItsOwnCircuitBreakerIsOpen() {
		Node shut = node();
		shut.breaker("inventory").transitionToForcedOpenState();
		shut.start();
		Node open = node().start();
		for (int i = 0; i < 100; i++) {
			shut.outbox.send(message(i).withOrderingKey("key-" + i % 10));
		}
		awaitReceived(100);
		assertThat(open.sent(OutboxListener.Outcome.DELIVERED)).hasValue(100);
		assertThat(shut.sent(OutboxListener.Outcome.DELIVERED)).hasValue(0);
	}

	@Test
	void repeatsAtMostOneMessagePerLaneWhenAClockJumps() {
		AtomicLong jump = new AtomicLong();
		Node jumping = new Node(this.dataSource, Databases.properties(), this::receive,
				() -> this.nanoClock.getAsLong() + jump.get());
		this.opened.add(jumping);
		Node steady = node();
		int count = 6000;
		for (int i = 0; i < count; i++) {
			steady.outbox.send(message(i).withOrderingKey("key-" + i % 100));
		}
		steady.start();
		jumping.start();
		await().atMost(Duration.ofSeconds(10)).until(() -> this.receiver.received() > 200);
		jump.set(Duration.ofHours(1).toNanos());
		awaitReceived(count);
		assertThat(this.receiver.repeated()).hasSizeLessThanOrEqualTo(StoredMessage.LANES);
		assertThat(this.receiver.outOfOrder()).isZero();
		assertThat(jumping.deadLetters.list("inventory", 1)).isEmpty();
	}

	@Test
	void pausesWhenTheTargetAsksTo() {
		Node node = new Node(this.dataSource, Databases.properties(), (delivery) -> {
			if (this.requests.getAndIncrement() == 0) {
				HttpHeaders headers = new HttpHeaders();
				headers.set("Retry-After", "1");
				throw HttpServerErrorException.create(HttpStatus.TOO_MANY_REQUESTS, "slow down", headers, new byte[0],
						null);
			}
			this.receiver.receive(delivery.id(), null, 1);
		});
		this.opened.add(node);
		node.start();
		node.outbox.send(message(1));
		await().until(() -> this.requests.get() == 1);
		await().during(Duration.ofMillis(700)).until(() -> this.requests.get() == 1);
		awaitReceived(1);
		assertThat(node.sent(OutboxListener.Outcome.FAILED)).hasValue(0);
	}

}
