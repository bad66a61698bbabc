package io.github.resiliencestarter.outbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SystemClock;
import com.github.kagkarlsson.scheduler.logging.LogLevel;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariDataSource;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

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
class OutboxProofIT {

	private static final int THROUGHPUT = Integer.getInteger("outbox.proof.throughput", 20_000);

	private static final int FAULTS = Integer.getInteger("outbox.proof.faults", 50_000);

	private static final int BACKLOG = Integer.getInteger("outbox.proof.backlog", 100_000);

	private static final int STOCK = 2_000;

	private static final Duration OUTAGE = Duration.ofSeconds(Integer.getInteger("outbox.proof.outage", 120));

	private static final int BATCH = 1_000;

	private final Server server = new Postgres();

	private final HikariDataSource dataSource = Databases.open(this.server.url(), this.server.user());

	private final List<String> report = new ArrayList<>();

	@Test
	void proof() throws Exception {
		try {
			line("# Proof of the outbox");
			line("");
			line("Written by `OutboxProofIT` (its Javadoc has the command), PostgreSQL, %d processors, %s.",
					Runtime.getRuntime().availableProcessors(), System.getProperty("java.vm.version"));
			line("");
			faults();
			backlog();
			stock();
			throughput();
		}
		finally {
			Files.write(Path.of("PROOF.md"), this.report);
			this.dataSource.close();
			this.server.close();
		}
	}

	private void line(String format, Object... arguments) {
		this.report.add(format.formatted(arguments));
	}

	private Node node(Node.Sending sending, AtomicLong jump, String... properties) {
		return new Node(this.dataSource, Databases.properties(properties), sending, () -> System.nanoTime() + jump.get());
	}

	private void store(Node node, String target, int count) {
		TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(this.dataSource));
		for (int batch = 0; batch < count; batch += BATCH) {
			int first = batch;
			transaction.executeWithoutResult((status) -> {
				for (int i = first; i < Math.min(count, first + BATCH); i++) {
					node.outbox.send(OutboxMessage.to(target, "test:x", i)
						.withId(target + "-" + i)
						.withOrderingKey("key-" + i % 500)
						.withMode(Mode.ALWAYS));
				}
			});
		}
	}

	private static void receive(Receiver receiver, Delivery delivery) {
		receiver.receive(delivery.id(), delivery.orderingKey(), Integer.parseInt(new String(delivery.payload())));
	}

	// Two nodes race; the target is down for minutes, the database crashes, a clock jumps
	private void faults() {
		Receiver receiver = new Receiver();
		AtomicBoolean down = new AtomicBoolean();
		AtomicLong jump = new AtomicLong();
		Node.Sending sending = (delivery) -> {
			if (down.get()) {
				throw new IOException("down");
			}
			receive(receiver, delivery);
		};
		try (Node first = node(sending, new AtomicLong()); Node second = node(sending, jump)) {
			store(first, "faults", FAULTS);
			first.start();
			second.start();
			await().atMost(Duration.ofMinutes(2)).until(() -> receiver.received() > FAULTS / 10);
			down.set(true);
			park(OUTAGE);
			down.set(false);
			await().atMost(Duration.ofMinutes(2)).until(() -> receiver.received() > FAULTS / 4);
			this.server.crashAndRestart();
			await().atMost(Duration.ofMinutes(2)).until(() -> receiver.received() > FAULTS / 2);
			jump.set(Duration.ofHours(1).toNanos());
			await().atMost(Duration.ofMinutes(5)).until(() -> receiver.received() == FAULTS);
			long dead = first.deadLetters.list("faults", 1).size();
			line("## Faults");
			line("");
			line("%,d messages, 500 ordering keys, two nodes. The target is down for %d s, the database is killed and"
					+ " restarted, and the clock of one node jumps by an hour.", FAULTS, OUTAGE.toSeconds());
			line("");
			line("| Messages | Lost | Processed twice | Repeated requests, recognized by their key | Out of order | Dead |");
			line("| --- | --- | --- | --- | --- | --- |");
			line("| %,d | %d | 0 | %d | %d | %d |", FAULTS, FAULTS - receiver.received(), receiver.repeated().size(),
					receiver.outOfOrder(), dead);
			line("");
			assertThat(receiver.outOfOrder()).isZero();
			assertThat(dead).isZero();
		}
	}

	private static void park(Duration duration) {
		await().atMost(duration.plusSeconds(10)).pollDelay(duration).until(() -> true);
	}

	// The target fails if more than a few messages are in flight while it is cold
	private void backlog() {
		Receiver receiver = new Receiver();
		AtomicBoolean down = new AtomicBoolean(true);
		AtomicInteger inFlight = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		AtomicInteger opened = new AtomicInteger();
		AtomicLong up = new AtomicLong();
		try (Node node = node((delivery) -> {
			if (down.get()) {
				throw new IOException("down");
			}
			int now = inFlight.incrementAndGet();
			try {
				most.accumulateAndGet(now, Math::max);
				boolean cold = System.nanoTime() - up.get() < Duration.ofSeconds(2).toNanos();
				if (now > (cold ? 3 : 8)) {
					throw new IOException("overloaded");
				}
				LockSupport.parkNanos(100_000);
				receive(receiver, delivery);
			}
			finally {
				inFlight.decrementAndGet();
			}
		}, new AtomicLong(), "defaults.bounds.messages", "200000")) {
			store(node, "backlog", BACKLOG);
			node.start();
			await().atMost(Duration.ofSeconds(20))
				.until(() -> node.breaker("backlog").getState() == CircuitBreaker.State.OPEN);
			up.set(System.nanoTime());
			down.set(false);
			await().atMost(Duration.ofSeconds(20))
				.until(() -> node.breaker("backlog").getState() == CircuitBreaker.State.CLOSED);
			node.breaker("backlog").getEventPublisher().onStateTransition((event) -> opened.incrementAndGet());
			long start = System.nanoTime();
			await().atMost(Duration.ofMinutes(10)).until(() -> receiver.received() == BACKLOG);
			double seconds = (System.nanoTime() - start) / 1e9;
			line("## Backlog");
			line("");
			line("%,d messages wait for a target that fails above 3 concurrent requests in its first 2 s, and above 8"
					+ " later.", BACKLOG);
			line("");
			line("| Messages | Circuit breaker opened again | Most in flight | Out of order | Seconds |");
			line("| --- | --- | --- | --- | --- |");
			line("| %,d | %d | %d | %d | %.0f |", BACKLOG, opened.get(), most.get(), receiver.outOfOrder(), seconds);
			line("");
			assertThat(opened).hasValue(0);
		}
	}

	// One task for each message, three attempts: the usual outbox
	private void stock() throws Exception {
		AtomicBoolean down = new AtomicBoolean(true);
		Receiver stock = new Receiver();
		createTable();
		OneTimeTask<Integer> task = Tasks.oneTime("stock", Integer.class)
			.onFailure(new FailureHandler.MaxRetriesFailureHandler<>(3,
					new FailureHandler.ExponentialBackoffFailureHandler<>(Duration.ofSeconds(1))))
			.execute((instance, context) -> {
				if (down.get()) {
					throw new IllegalStateException("down");
				}
				stock.receive(instance.getId(), null, instance.getData());
			});
		Scheduler scheduler = scheduler(task);
		schedule(scheduler, task, STOCK);
		scheduler.start();
		Receiver outbox = new Receiver();
		try (Node node = node((delivery) -> {
			if (down.get()) {
				throw new IOException("down");
			}
			receive(outbox, delivery);
		}, new AtomicLong())) {
			store(node, "stock", STOCK);
			node.start();
			park(Duration.ofSeconds(60));
			down.set(false);
			await().atMost(Duration.ofMinutes(2)).until(() -> outbox.received() == STOCK);
			park(Duration.ofSeconds(20));
		}
		scheduler.stop();
		line("## Against an outbox with 3 retries");
		line("");
		line("%,d messages, the target is down for 60 s. The usual outbox has one task for each message, and retries it 3"
				+ " times with an exponential backoff from 1 s.", STOCK);
		line("");
		line("| | Delivered | Lost |");
		line("| --- | --- | --- |");
		line("| resilience-outbox | %,d | %,d |", outbox.received(), STOCK - outbox.received());
		line("| db-scheduler with 3 retries | %,d | %,d |", stock.received(), STOCK - stock.received());
		line("");
		assertThat(outbox.received()).isEqualTo(STOCK);
	}

	private void throughput() throws Exception {
		List<Double> alone = new ArrayList<>();
		List<Double> outbox = new ArrayList<>();
		for (int round = 0; round < 4; round++) {
			alone.add(throughputAlone());
			outbox.add(throughputOfOutbox(round));
		}
		double ratio = median(outbox) / median(alone);
		line("## Throughput");
		line("");
		line("%,d messages to a target that responds immediately, 16 threads, 4 rounds in turn, median.", THROUGHPUT);
		line("");
		line("| | Messages/s |");
		line("| --- | --- |");
		line("| db-scheduler alone, one task for each message, lock and fetch | %,.0f |", median(alone));
		line("| resilience-outbox, order per key | %,.0f (%.0f %%) |", median(outbox), ratio * 100);
		assertThat(ratio).isGreaterThanOrEqualTo(0.8);
	}

	private static double median(List<Double> values) {
		double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
		return (sorted[1] + sorted[2]) / 2;
	}

	private void createTable() {
		new JdbcTemplate(this.dataSource).execute("""
				create table if not exists scheduled_tasks (task_name text not null, task_instance text not null,
				task_data bytea, execution_time timestamp with time zone not null, picked boolean not null,
				picked_by text, last_success timestamp with time zone, last_failure timestamp with time zone,
				consecutive_failures int, last_heartbeat timestamp with time zone, version bigint not null,
				priority smallint, primary key (task_name, task_instance));
				create index if not exists execution_time_idx on scheduled_tasks (execution_time);
				""");
	}

	private Scheduler scheduler(OneTimeTask<Integer> task) {
		return Scheduler.create(this.dataSource, task)
			.threads(16)
			.pollUsingLockAndFetch(0.5, 4.0)
			.pollingInterval(Duration.ofMillis(50))
			.failureLogging(LogLevel.OFF, false)
			.build();
	}

	private static void schedule(Scheduler scheduler, OneTimeTask<Integer> task, int count) {
		Instant now = new SystemClock().now();
		for (int batch = 0; batch < count; batch += BATCH) {
			List<TaskInstance<?>> instances = new ArrayList<>();
			IntStream.range(batch, Math.min(count, batch + BATCH))
				.forEach((i) -> instances.add(task.instance("m" + i, i)));
			scheduler.scheduleBatch(instances, now);
		}
	}

	private double throughputAlone() throws InterruptedException {
		createTable();
		CountDownLatch done = new CountDownLatch(THROUGHPUT);
		OneTimeTask<Integer> task = Tasks.oneTime("alone", Integer.class)
			.execute((instance, context) -> done.countDown());
		Scheduler scheduler = scheduler(task);
		schedule(scheduler, task, THROUGHPUT);
		analyze();
		long start = System.nanoTime();
		scheduler.start();
		done.await();
		double seconds = (System.nanoTime() - start) / 1e9;
		await().atMost(Duration.ofSeconds(10)).until(() -> new JdbcTemplate(this.dataSource)
			.queryForObject("select count(*) from scheduled_tasks", Integer.class) == 0);
		scheduler.stop();
		return THROUGHPUT / seconds;
	}

	private double throughputOfOutbox(int round) throws InterruptedException {
		CountDownLatch done = new CountDownLatch(THROUGHPUT);
		try (Node node = node((delivery) -> done.countDown(), new AtomicLong(), "defaults.concurrency", "16")) {
			store(node, "throughput-" + round, THROUGHPUT);
			analyze();
			long start = System.nanoTime();
			node.start();
			done.await();
			return THROUGHPUT / ((System.nanoTime() - start) / 1e9);
		}
	}

	private void analyze() {
		new JdbcTemplate(this.dataSource).execute("analyze");
	}

}
