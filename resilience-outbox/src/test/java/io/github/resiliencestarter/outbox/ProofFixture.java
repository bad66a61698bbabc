package io.github.resiliencestarter.outbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SystemClock;
import com.github.kagkarlsson.scheduler.logging.LogLevel;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.zaxxer.hikari.HikariDataSource;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.awaitility.Awaitility.await;

/**
 * Database, nodes and report of the proof.
 */
final class ProofFixture implements AutoCloseable {

	static final LongSupplier NANO_CLOCK = System::nanoTime;

	private static final int BATCH = 1_000;

	final Server server = new Postgres();

	final HikariDataSource dataSource = Databases.open(this.server.url(), this.server.user());

	private final List<String> report = new ArrayList<>();

	ProofFixture() {
		line("# Proof of the outbox");
		line("");
		line("Written by `OutboxProofIT` (its Javadoc has the command): PostgreSQL, Java %s, %d processors.",
				System.getProperty("java.version"), Runtime.getRuntime().availableProcessors());
	}

	@SuppressWarnings("AnnotateFormatMethod")
	void line(String format, Object... arguments) {
		this.report.add(format.formatted(arguments));
	}

	@SuppressWarnings("AnnotateFormatMethod")
	void section(String title, String text, Object... arguments) {
		line("");
		line("## " + title);
		line("");
		line(text, arguments);
		line("");
	}

	Node node(Node.Sending sending, String... properties) {
		return node(sending, new AtomicLong(), properties);
	}

	Node node(Node.Sending sending, AtomicLong jump, String... properties) {
		return new Node(this.dataSource, Databases.properties(properties), sending,
				() -> NANO_CLOCK.getAsLong() + jump.get());
	}

	void store(Node node, String target, int count) {
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
		new JdbcTemplate(this.dataSource).execute("analyze");
	}

	static Node.Sending unless(AtomicBoolean down, Receiver receiver) {
		return (delivery) -> {
			if (down.get()) {
				throw new IOException("down");
			}
			receive(receiver, delivery);
		};
	}

	static void receive(Receiver receiver, Delivery delivery) {
		receiver.receive(delivery.id(), delivery.orderingKey(),
				Integer.parseInt(new String(delivery.payload(), StandardCharsets.UTF_8)));
	}

	static void pass(Duration duration) {
		await().atMost(duration.plusSeconds(10)).pollDelay(duration).until(() -> true);
	}

	/**
	 * Creates the scheduler of an outbox with one task for each message.
	 */
	Scheduler plainScheduler(OneTimeTask<Integer> task) {
		new JdbcTemplate(this.dataSource).execute("""
				create table if not exists scheduled_tasks (task_name text not null, task_instance text not null,
				task_data bytea, execution_time timestamp with time zone not null, picked boolean not null,
				picked_by text, last_success timestamp with time zone, last_failure timestamp with time zone,
				consecutive_failures int, last_heartbeat timestamp with time zone, version bigint not null,
				priority smallint, primary key (task_name, task_instance));
				create index if not exists execution_time_idx on scheduled_tasks (execution_time);
				""");
		return Scheduler.create(this.dataSource, task)
			.threads(16)
			.pollUsingLockAndFetch(0.5, 4.0)
			.pollingInterval(Duration.ofMillis(50))
			.failureLogging(LogLevel.OFF, false)
			.build();
	}

	void schedule(Scheduler scheduler, OneTimeTask<Integer> task, int count) {
		for (int batch = 0; batch < count; batch += BATCH) {
			List<TaskInstance<?>> instances = new ArrayList<>();
			for (int i = batch; i < Math.min(count, batch + BATCH); i++) {
				instances.add(task.instance("m" + i, i));
			}
			scheduler.scheduleBatch(instances, new SystemClock().now());
		}
		new JdbcTemplate(this.dataSource).execute("analyze");
	}

	@Override
	public void close() {
		try {
			Files.write(Path.of("PROOF.md"), this.report);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		finally {
			this.dataSource.close();
			this.server.close();
		}
	}

}
