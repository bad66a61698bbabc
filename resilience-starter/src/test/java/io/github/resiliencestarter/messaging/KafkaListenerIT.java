package io.github.resiliencestarter.messaging;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.annotation.EnableKafka;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ConsumerAwareRebalanceListener;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.util.backoff.FixedBackOff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * {@link ListenerContract} with Kafka. The error handler skips a record after its first
 * failed delivery, so nothing would be left if a rejection were one.
 */
@ExtendWith(OutputCaptureExtension.class)
class KafkaListenerIT extends ListenerContract {

	@TempDir
	@SuppressWarnings("NullAway.Init")
	static Path directory;

	@SuppressWarnings("NullAway.Init")
	private static RealKafka kafka;

	@BeforeAll
	static void start() throws Exception {
		kafka = new RealKafka(directory);
	}

	@AfterAll
	static void stop() {
		kafka.close();
	}

	@Override
	String broker() {
		return kafka.address();
	}

	@Override
	Class<?> listeners() {
		return Listeners.class;
	}

	@Override
	void createQueues(String queue) {
		kafka.createTopics(queue);
	}

	@Override
	void send(String queue, List<Integer> numbers) {
		try (KafkaProducer<String, String> producer = new KafkaProducer<>(
				Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.address()), new StringSerializer(),
				new StringSerializer())) {
			int partitions = producer.partitionsFor(queue).size();
			for (int number : numbers) {
				Future<?> unused = producer
					.send(new ProducerRecord<>(queue, number % partitions, null, String.valueOf(number)));
			}
		}
	}

	@Test
	void keepsItsPartitionsWhilePausedForLongerThanThePollInterval() {
		createQueues(this.queue);
		this.journal.before = (number) -> {
			if (number == 5 && this.journal.repetitions.get() == 0) {
				this.journal.inventory.transitionToForcedOpenState();
			}
		};
		run((context) -> {
			// Consumers that join one after another also move partitions
			await().until(() -> haveOnePartitionEach(context.getBean(KafkaListenerEndpointRegistry.class)));
			send(this.queue + "-orders", numbers(10));
			await().until(() -> this.journal.pauses.get() == 3);
			int revocations = this.journal.revocations.get();
			await().during(Duration.ofSeconds(4))
				.atMost(Duration.ofSeconds(8))
				.until(() -> this.journal.revocations.get() == revocations);
			this.journal.inventory.transitionToClosedState();
			awaitHandled(10);
			assertThat(this.journal.handled()).isEqualTo(numbers(10));
			assertThat(this.journal.revocations).hasValue(revocations);
		});
	}

	private static boolean haveOnePartitionEach(KafkaListenerEndpointRegistry registry) {
		return registry.getListenerContainers()
			.stream()
			.flatMap((container) -> ((ConcurrentMessageListenerContainer<?, ?>) container).getContainers().stream())
			.allMatch((
					container) -> Objects.requireNonNullElse(container.getAssignedPartitions(), List.of()).size() == 1);
	}

	@Test
	void handsOutTheBeginningOfABatchAsProbes() {
		createQueues(this.queue);
		this.journal.inventory.transitionToOpenState();
		send(this.queue + "-batches", numbers(10));
		run((context) -> {
			await().until(() -> this.journal.pauses.get() == 4);
			this.journal.latch = new CountDownLatch(1);
			this.journal.inventory.transitionToHalfOpenState();
			await().until(() -> this.journal.inFlight.get() == 1);
			Listeners listeners = context.getBean(Listeners.class);
			assertThat(listeners.batches).containsExactly(Journal.PROBES);
			this.journal.latch.countDown();
			awaitHandled(10);
			assertThat(this.journal.inventory.getState()).isEqualTo(State.CLOSED);
			assertThat(this.journal.handled()).isEqualTo(numbers(10));
		}, "resilience.messaging.listeners.batches.pause-while-open=inventory");
	}

	@Test
	void repeatsABatchWhoseRecordIsRejected() {
		createQueues(this.queue);
		send(this.queue + "-batches", numbers(10));
		this.journal.before = (number) -> {
			if (number == 5 && this.journal.repetitions.get() == 0) {
				this.journal.inventory.transitionToForcedOpenState();
			}
		};
		run((context) -> {
			await().until(() -> this.journal.pauses.get() == 4);
			this.journal.inventory.transitionToClosedState();
			await().untilAsserted(() -> assertThat(this.journal.handled()).endsWith(9));
			assertThat(this.journal.handled())
				.isEqualTo(Stream.of(numbers(5), numbers(10)).flatMap(List::stream).toList());
			assertThat(this.journal.repetitions).hasValue(1);
		}, "resilience.messaging.listeners.batches.pause-while-open=inventory");
	}

	@Test
	void warnsOfAListenerThatReturnsAFuture(CapturedOutput output) {
		createQueues(this.queue);
		send(this.queue + "-async", numbers(3));
		run((context) -> awaitHandled(3), "resilience.messaging.listeners.async.pause-while-open=inventory");
		assertThat(output.getAll()).containsOnlyOnce("returns a CompletableFuture or a Mono")
			.contains("Listener 'async' returns");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableKafka
	static class Listeners {

		final List<Integer> batches = new ArrayList<>();

		@Bean
		ConcurrentKafkaListenerContainerFactory<String, String> kafkaListenerContainerFactory(
				@Value("${test.broker}") String broker, Journal journal) {
			ConcurrentKafkaListenerContainerFactory<String, String> factory = new ConcurrentKafkaListenerContainerFactory<>();
			factory
				.setConsumerFactory(new DefaultKafkaConsumerFactory<>(
						Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, broker, ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
								"earliest", ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, 2000,
								ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 2000,
								ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 500),
						new StringDeserializer(), new StringDeserializer()));
			factory.setCommonErrorHandler(new DefaultErrorHandler(new FixedBackOff(0, 0)));
			factory.getContainerProperties().setPollTimeout(200);
			factory.getContainerProperties().setObservationEnabled(true);
			factory.getContainerProperties().setConsumerRebalanceListener(new ConsumerAwareRebalanceListener() {

				@Override
				public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
					journal.revocations.incrementAndGet();
				}

				@Override
				public void onPartitionsLost(Collection<TopicPartition> partitions) {
					journal.revocations.incrementAndGet();
				}

			});
			return factory;
		}

		@Bean
		@SuppressWarnings("UnusedMethod")
		Object asynchronousListener(Journal journal) {
			return new Object() {

				@KafkaListener(id = "async", topics = "${test.queue}-async")
				CompletableFuture<Void> async(String number) {
					journal.handle(Integer.parseInt(number));
					return CompletableFuture.completedFuture(null);
				}

			};
		}

		@Bean
		@SuppressWarnings("UnusedMethod")
		Object listener(Journal journal) {
			List<Integer> batches = this.batches;
			return new Object() {

				@KafkaListener(id = "orders", topics = "${test.queue}-orders")
				void order(String number) {
					// Kafka does not count
					journal.deliveries.add(1);
					journal.handle(Integer.parseInt(number));
				}

				@KafkaListener(id = "shipments", topics = "${test.queue}-shipments", concurrency = "3")
				void shipment(String number) {
					journal.handle(Integer.parseInt(number));
				}

				@KafkaListener(id = "returns", topics = "${test.queue}-returns", concurrency = "3")
				void returned(String number) {
					journal.handle(Integer.parseInt(number));
				}

				@KafkaListener(id = "batches", topics = "${test.queue}-batches", batch = "true")
				void batch(List<String> numbers) {
					batches.add(numbers.size());
					numbers.forEach((number) -> journal.handle(Integer.parseInt(number)));
				}

			};
		}

	}

}
