package io.github.resiliencestarter.messaging;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.annotation.EnableKafka;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.DefaultAfterRollbackProcessor;
import org.springframework.kafka.transaction.KafkaTransactionManager;
import org.springframework.util.backoff.FixedBackOff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * {@link ListenerContract} with Kafka and transactions. Each order is copied in the
 * transaction of its listener, before the call that may be rejected. A record is skipped
 * after its first failed delivery.
 */
class KafkaTransactionIT extends ListenerContract {

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
		send(queue, numbers, true);
	}

	private static void send(String queue, List<Integer> numbers, boolean commit) {
		try (KafkaProducer<String, String> producer = new KafkaProducer<>(
				Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.address(), ProducerConfig.TRANSACTIONAL_ID_CONFIG,
						"sender-of-" + queue),
				new StringSerializer(), new StringSerializer())) {
			producer.initTransactions();
			producer.beginTransaction();
			int partitions = producer.partitionsFor(queue).size();
			for (int number : numbers) {
				Future<?> unused = producer
					.send(new ProducerRecord<>(queue, number % partitions, null, String.valueOf(number)));
			}
			if (commit) {
				producer.commitTransaction();
			}
			else {
				producer.flush();
				producer.abortTransaction();
			}
		}
	}

	@Test
	void copiesEachOrderExactlyOnceAcrossAPause() {
		createQueues(this.queue);
		send(this.queue + "-orders", numbers(30));
		send(this.queue + "-orders", List.of(1000, 1001), false);
		send(this.queue + "-orders", List.of(30, 31, 32));
		this.journal.before = (number) -> {
			if (number == 20 && this.journal.repetitions.get() == 0) {
				this.journal.pricing.transitionToOpenState();
			}
		};
		run((context) -> {
			await().until(() -> this.journal.pauses.get() == 1);
			assertThat(copies(this.queue + "-copies", 20)).isEqualTo(numbers(20));
			this.journal.pricing.transitionToHalfOpenState();
			awaitHandled(33);
			assertThat(this.journal.pricing.getState()).isEqualTo(State.CLOSED);
			assertThat(this.journal.repetitions).hasValue(1);
			assertThat(this.journal.handled()).isEqualTo(numbers(33));
			// The copy of order 20 before the rejected call was rolled back
			assertThat(copies(this.queue + "-copies", 33)).isEqualTo(numbers(33));
		});
	}

	/**
	 * Return all committed copies, at least as many as expected.
	 */
	private static List<Integer> copies(String topic, int expected) {
		List<Integer> copies = new ArrayList<>();
		try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
				Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.address(), ConsumerConfig.ISOLATION_LEVEL_CONFIG,
						"read_committed"),
				new StringDeserializer(), new StringDeserializer())) {
			TopicPartition partition = new TopicPartition(topic, 0);
			consumer.assign(List.of(partition));
			consumer.seekToBeginning(List.of(partition));
			await().atMost(Duration.ofSeconds(20)).until(() -> {
				consumer.poll(Duration.ofMillis(100)).forEach((copy) -> copies.add(Integer.valueOf(copy.value())));
				// To the end, so that a copy too many is seen
				return copies.size() >= expected && consumer.position(partition) >= Objects
					.requireNonNull(consumer.endOffsets(List.of(partition)).get(partition));
			});
		}
		return copies;
	}

	@Configuration(proxyBeanMethods = false)
	@EnableKafka
	static class Listeners {

		@Bean
		DefaultKafkaProducerFactory<String, String> producerFactory(@Value("${test.broker}") String broker,
				@Value("${test.queue}") String queue) {
			DefaultKafkaProducerFactory<String, String> factory = new DefaultKafkaProducerFactory<>(
					Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker), new StringSerializer(),
					new StringSerializer());
			factory.setTransactionIdPrefix(queue + "-");
			return factory;
		}

		@Bean
		KafkaTemplate<String, String> kafkaTemplate(DefaultKafkaProducerFactory<String, String> producerFactory) {
			return new KafkaTemplate<>(producerFactory);
		}

		@Bean
		KafkaTransactionManager<String, String> transactionManager(
				DefaultKafkaProducerFactory<String, String> producerFactory) {
			return new KafkaTransactionManager<>(producerFactory);
		}

		@Bean
		ConcurrentKafkaListenerContainerFactory<String, String> kafkaListenerContainerFactory(
				@Value("${test.broker}") String broker, KafkaTransactionManager<String, String> transactionManager) {
			ConcurrentKafkaListenerContainerFactory<String, String> factory = new ConcurrentKafkaListenerContainerFactory<>();
			factory.setConsumerFactory(new DefaultKafkaConsumerFactory<>(
					Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, broker, ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
							"earliest", ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
							ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, 4000, ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
							2000, ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 500),
					new StringDeserializer(), new StringDeserializer()));
			factory.setAfterRollbackProcessor(new DefaultAfterRollbackProcessor<>(new FixedBackOff(0, 0)));
			factory.getContainerProperties().setKafkaAwareTransactionManager(transactionManager);
			factory.getContainerProperties().setPollTimeout(200);
			factory.getContainerProperties().setObservationEnabled(true);
			return factory;
		}

		@Bean
		@SuppressWarnings("UnusedMethod")
		Object listener(Journal journal, KafkaTemplate<String, String> template, @Value("${test.queue}") String queue) {
			return new Object() {

				@KafkaListener(id = "orders", topics = "${test.queue}-orders")
				void order(String number) {
					// Kafka does not count
					journal.deliveries.add(1);
					CompletableFuture<?> unused = template.send(queue + "-copies", number);
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

			};
		}

	}

}
