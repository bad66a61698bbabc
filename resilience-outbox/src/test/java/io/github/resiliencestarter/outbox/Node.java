package io.github.resiliencestarter.outbox;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

import javax.sql.DataSource;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resiliencestarter.failure.HttpJudge;
import io.github.resiliencestarter.threads.ResilienceThreads;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.sql.init.DatabaseInitializationMode;

/**
 * Node with an outbox, without Spring. Its circuit breakers wait 300 ms.
 */
class Node implements AutoCloseable {

	final OutboxDatabase database;

	final MessageStore store;

	final Backlog backlog;

	final StoringOutbox outbox;

	final LaneScheduler scheduler;

	final DeadLetters deadLetters;

	final Map<OutboxListener.Outcome, AtomicInteger> sent = new EnumMap<>(OutboxListener.Outcome.class);

	private final ResilienceThreads threads = new ResilienceThreads(false);

	private final Map<String, CircuitBreaker> breakers = new ConcurrentHashMap<>();

	Node(DataSource dataSource, OutboxProperties properties, Sending sending) {
		this(dataSource, properties, sending, System::nanoTime);
	}

	Node(DataSource dataSource, OutboxProperties properties, Sending sending, LongSupplier nanoClock) {
		this(OutboxDatabase.open(dataSource, DatabaseInitializationMode.ALWAYS, nanoClock), properties, sending,
				(database) -> new MessageStore(database.jdbc(), database.transactions()));
	}

	Node(OutboxDatabase database, OutboxProperties properties, Sending sending, Stores stores) {
		for (OutboxListener.Outcome outcome : OutboxListener.Outcome.values()) {
			this.sent.put(outcome, new AtomicInteger());
		}
		this.database = database;
		this.store = stores.of(this.database);
		this.backlog = new Backlog(this.database.jdbc(), System::nanoTime);
		this.deadLetters = new DeadLetters(this.database.jdbc(), this.database.transactions(), this.database.clock(),
				properties);
		OutboxListener listener = new OutboxListener() {

			@Override
			public void onSent(String target, Outcome outcome) {
				count(outcome);
			}

		};
		ResultJudge judge = new ResultJudge(HttpJudge.standard());
		Deliverer deliverer = new Deliverer(List.of(new BreakerTransport(sending)), judge, System::nanoTime);
		Gates gates = new Gates((target) -> new Gate(() -> breaker(target), (breaker) -> null, () -> Long.MAX_VALUE,
				properties.of(target).concurrency(), System::nanoTime));
		LaneWorker worker = new LaneWorker(this.store, deliverer, gates, this.database.clock(),
				new LaneWorker.Context(properties, this.backlog, listener, new Random()));
		this.scheduler = new LaneScheduler(worker, gates, this.backlog,
				new LaneScheduler.Parts(database.dataSource(), this.database.dialect(), this.database.clock(),
						properties, listener, this.threads, UUID.randomUUID().toString()));
		this.outbox = new StoringOutbox(this.store,
				new Admission(this.store, this.backlog, this.database.clock(), listener),
				new DirectCalls(deliverer, judge),
				new StoringOutbox.Parts(properties, new Payloads(JsonMapper.builder().build()), this.backlog,
						this.database.clock(), listener, this.scheduler::stored));
	}

	private void count(OutboxListener.Outcome outcome) {
		sent(outcome).incrementAndGet();
	}

	AtomicInteger sent(OutboxListener.Outcome outcome) {
		return this.sent.getOrDefault(outcome, new AtomicInteger());
	}

	CircuitBreaker breaker(String target) {
		return this.breakers.computeIfAbsent(target,
				(name) -> CircuitBreaker.of(name,
						CircuitBreakerConfig.custom()
							.slidingWindowSize(10)
							.minimumNumberOfCalls(5)
							.permittedNumberOfCallsInHalfOpenState(3)
							.waitDurationInOpenState(Duration.ofMillis(300))
							.automaticTransitionFromOpenToHalfOpenEnabled(true)
							.ignoreException((ex) -> ex instanceof UndeliverableException)
							.build()));
	}

	Node start() {
		this.threads.start();
		this.scheduler.start();
		return this;
	}

	@Override
	public void close() {
		this.scheduler.stop();
		this.threads.stop();
	}

	/**
	 * Sends a message to the target.
	 */
	@FunctionalInterface
	interface Sending {

		void send(Delivery delivery) throws Exception;

	}

	/**
	 * Creates the store.
	 */
	@FunctionalInterface
	interface Stores {

		MessageStore of(OutboxDatabase database);

	}

	/**
	 * Transport through the circuit breaker of the target.
	 */
	private final class BreakerTransport implements OutboxTransport {

		private final Sending sending;

		BreakerTransport(Sending sending) {
			this.sending = sending;
		}

		@Override
		public boolean supports(String destination) {
			return destination.startsWith("test:");
		}

		@Override
		public void deliver(Delivery delivery) throws Exception {
			breaker(delivery.target()).executeCallable(() -> {
				this.sending.send(delivery);
				return true;
			});
		}

	}

}
