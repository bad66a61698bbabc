package io.github.resiliencestarter.outbox;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Long proof with PostgreSQL, whose report is committed:
 *
 * <pre>
 * mvn verify -pl resilience-outbox -am -Doutbox.proof=true -Dtest=none -Dit.test=OutboxProofIT \
 *     -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false -Dinvoker.skip
 * </pre>
 */
@EnabledIfSystemProperty(named = "outbox.proof", matches = "true")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.MethodName.class)
class OutboxProofIT {

	private static final int THROUGHPUT = Integer.getInteger("outbox.proof.throughput", 20_000);

	private static final int FAULTS = Integer.getInteger("outbox.proof.faults", 50_000);

	private static final int BACKLOG = Integer.getInteger("outbox.proof.backlog", 100_000);

	private static final int STOCK = 2_000;

	private static final Duration OUTAGE = Duration.ofSeconds(Integer.getInteger("outbox.proof.outage", 120));

	private static final Duration LONG = Duration.ofMinutes(10);

	private final ProofFixture fixture = new ProofFixture();

	@AfterAll
	void writeReport() {
		this.fixture.close();
	}

	@Test
	void faultsLoseNothing() {
		Receiver receiver = new Receiver();
		AtomicBoolean down = new AtomicBoolean();
		AtomicLong jump = new AtomicLong();
		Node.Sending sending = ProofFixture.unless(down, receiver);
		try (Node first = this.fixture.node(sending); Node second = this.fixture.node(sending, jump)) {
			this.fixture.store(first, "faults", FAULTS);
			first.start();
			second.start();
			await().atMost(LONG).until(() -> receiver.received() > FAULTS / 10);
			down.set(true);
			ProofFixture.pass(OUTAGE);
			down.set(false);
			await().atMost(LONG).until(() -> receiver.received() > FAULTS / 4);
			this.fixture.server.crashAndRestart();
			await().atMost(LONG).until(() -> receiver.received() > FAULTS / 2);
			jump.set(Duration.ofHours(1).toNanos());
			await().atMost(LONG).until(() -> receiver.received() == FAULTS);
			assertThat(receiver.outOfOrder()).isZero();
			assertThat(first.deadLetters.list("faults", 1)).isEmpty();
		}
		this.fixture.section("Faults",
				"%,d messages with 500 ordering keys, two nodes. The target is down for %d s, the database is killed and"
						+ " restarted, and the clock of one node jumps by an hour.",
				FAULTS, OUTAGE.toSeconds());
		this.fixture.line("| Messages | Lost | Repeated requests, same key | Out of order | Dead |");
		this.fixture.line("| --- | --- | --- | --- | --- |");
		this.fixture.line("| %,d | %d | %d | %d | 0 |", FAULTS, FAULTS - receiver.received(),
				receiver.repeated().size(), receiver.outOfOrder());
	}

	@Test
	void backlogDrainsWithoutOpeningTheCircuitBreakerAgain() {
		ColdTarget target = new ColdTarget();
		AtomicInteger opened = new AtomicInteger();
		try (Node node = this.fixture.node(target, "defaults.bounds.messages", "200000")) {
			this.fixture.store(node, "backlog", BACKLOG);
			node.start();
			CircuitBreaker breaker = node.breaker("backlog");
			await().atMost(LONG).until(() -> breaker.getState() == CircuitBreaker.State.OPEN);
			target.recover();
			await().atMost(LONG).until(() -> breaker.getState() == CircuitBreaker.State.CLOSED);
			breaker.getEventPublisher().onStateTransition((event) -> opened.incrementAndGet());
			long start = ProofFixture.NANO_CLOCK.getAsLong();
			await().atMost(LONG).until(() -> target.receiver.received() == BACKLOG);
			this.fixture.section("Backlog",
					"%,d messages wait for a target that fails above 3 concurrent requests in its first 2 s, and above"
							+ " 8 later.",
					BACKLOG);
			this.fixture.line("| Messages | Circuit breaker opened again | Most in flight | Out of order | Seconds |");
			this.fixture.line("| --- | --- | --- | --- | --- |");
			this.fixture.line("| %,d | %d | %d | %d | %.0f |", BACKLOG, opened.get(), target.most.get(),
					target.receiver.outOfOrder(), (ProofFixture.NANO_CLOCK.getAsLong() - start) / 1e9);
		}
		assertThat(opened).hasValue(0);
	}

	@Test
	void stockOutboxLosesWhatThisOneDoesNot() {
		AtomicBoolean down = new AtomicBoolean(true);
		Receiver stock = new Receiver();
		OneTimeTask<Integer> task = Tasks.oneTime("stock", Integer.class)
			.onFailure(new FailureHandler.MaxRetriesFailureHandler<>(3,
					new FailureHandler.ExponentialBackoffFailureHandler<>(Duration.ofSeconds(1))))
			.execute((instance, context) -> {
				if (down.get()) {
					throw new IllegalStateException("down");
				}
				stock.receive(instance.getId(), null, instance.getData());
			});
		Scheduler scheduler = this.fixture.plainScheduler(task);
		this.fixture.schedule(scheduler, task, STOCK);
		scheduler.start();
		Receiver outbox = new Receiver();
		try (Node node = this.fixture.node(ProofFixture.unless(down, outbox))) {
			this.fixture.store(node, "stock", STOCK);
			node.start();
			ProofFixture.pass(Duration.ofSeconds(60));
			down.set(false);
			await().atMost(LONG).until(() -> outbox.received() == STOCK);
			ProofFixture.pass(Duration.ofSeconds(20));
		}
		scheduler.stop();
		reportStock(outbox.received(), stock.received());
	}

	private void reportStock(int outbox, int stock) {
		this.fixture.section("Against an outbox with 3 retries",
				"%,d messages, the target is down for 60 s. The usual outbox has one task for each message, and retries"
						+ " it 3 times with an exponential backoff from 1 s.",
				STOCK);
		this.fixture.line("| | Delivered | Lost |");
		this.fixture.line("| --- | --- | --- |");
		this.fixture.line("| resilience-outbox | %,d | %,d |", outbox, STOCK - outbox);
		this.fixture.line("| db-scheduler with 3 retries | %,d | %,d |", stock, STOCK - stock);
	}

	@Test
	void throughputIsThatOfTheScheduler() throws InterruptedException {
		List<Double> alone = new ArrayList<>();
		List<Double> outbox = new ArrayList<>();
		for (int round = 0; round < 4; round++) {
			alone.add(throughputAlone());
			outbox.add(throughputOfOutbox(round));
		}
		double ratio = median(outbox) / median(alone);
		this.fixture.section("Throughput",
				"%,d messages to a target that responds immediately, 16 threads, 4 rounds in turn, median.",
				THROUGHPUT);
		this.fixture.line("| | Messages/s |");
		this.fixture.line("| --- | --- |");
		this.fixture.line("| db-scheduler alone, one task for each message, lock and fetch | %,.0f |", median(alone));
		this.fixture.line("| resilience-outbox, in order per key | %,.0f (%.0f %%) |", median(outbox), ratio * 100);
		assertThat(ratio).isGreaterThanOrEqualTo(0.8);
	}

	private static double median(List<Double> values) {
		double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
		return (sorted[1] + sorted[2]) / 2;
	}

	private double throughputAlone() throws InterruptedException {
		CountDownLatch done = new CountDownLatch(THROUGHPUT);
		OneTimeTask<Integer> task = Tasks.oneTime("alone", Integer.class)
			.execute((instance, context) -> done.countDown());
		Scheduler scheduler = this.fixture.plainScheduler(task);
		this.fixture.schedule(scheduler, task, THROUGHPUT);
		long start = ProofFixture.NANO_CLOCK.getAsLong();
		scheduler.start();
		done.await();
		double perSecond = THROUGHPUT / ((ProofFixture.NANO_CLOCK.getAsLong() - start) / 1e9);
		scheduler.stop();
		return perSecond;
	}

	private double throughputOfOutbox(int round) throws InterruptedException {
		CountDownLatch done = new CountDownLatch(THROUGHPUT);
		try (Node node = this.fixture.node((delivery) -> done.countDown(), "defaults.concurrency", "16")) {
			this.fixture.store(node, "throughput-" + round, THROUGHPUT);
			long start = ProofFixture.NANO_CLOCK.getAsLong();
			node.start();
			done.await();
			return THROUGHPUT / ((ProofFixture.NANO_CLOCK.getAsLong() - start) / 1e9);
		}
	}

	/**
	 * Target that is down, then cold, then warm.
	 */
	private static final class ColdTarget implements Node.Sending {

		private final Receiver receiver = new Receiver();

		private final AtomicBoolean down = new AtomicBoolean(true);

		private final AtomicLong up = new AtomicLong();

		private final AtomicInteger inFlight = new AtomicInteger();

		private final AtomicInteger most = new AtomicInteger();

		void recover() {
			this.up.set(ProofFixture.NANO_CLOCK.getAsLong());
			this.down.set(false);
		}

		@Override
		public void send(Delivery delivery) throws IOException {
			if (this.down.get()) {
				throw new IOException("down");
			}
			int now = this.inFlight.incrementAndGet();
			try {
				this.most.accumulateAndGet(now, Math::max);
				long warm = this.up.get() + Duration.ofSeconds(2).toNanos();
				if (now > ((ProofFixture.NANO_CLOCK.getAsLong() < warm) ? 3 : 8)) {
					throw new IOException("overloaded");
				}
				LockSupport.parkNanos(100_000);
				ProofFixture.receive(this.receiver, delivery);
			}
			finally {
				this.inFlight.decrementAndGet();
			}
		}

	}

}
