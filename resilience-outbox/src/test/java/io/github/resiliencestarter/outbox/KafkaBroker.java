package io.github.resiliencestarter.outbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

import org.springframework.kafka.core.DefaultKafkaProducerFactory;

import static org.awaitility.Awaitility.await;

/**
 * Apache Kafka with one node, which is its own controller.
 */
final class KafkaBroker extends Broker {

	private static final String TOPIC = "orders";

	private final int controller = Postgres.freePort();

	private final Path settings = this.directory.resolve("server.properties");

	private @Nullable KafkaConsumer<String, String> consumer;

	KafkaBroker() {
		try {
			Files.writeString(this.settings, """
					process.roles=broker,controller
					node.id=1
					controller.quorum.voters=1@127.0.0.1:%2$d
					listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
					advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
					controller.listener.names=CONTROLLER
					listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
					log.dirs=%3$s
					offsets.topic.replication.factor=1
					""".formatted(this.port, this.controller, this.directory.resolve("data")));
			Postgres.run(java("kafka.tools.StorageTool", "format", "--cluster-id", "AAAAAAAAQACAAAAAAAAAAQ", "--config",
					this.settings.toString()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	String destination() {
		return "kafka:" + TOPIC;
	}

	@Override
	Object connections() {
		return new DefaultKafkaProducerFactory<>(Map.of("bootstrap.servers", servers(), "max.block.ms", 1000,
				"request.timeout.ms", 1000, "delivery.timeout.ms", 2000, "reconnect.backoff.max.ms", 200));
	}

	private String servers() {
		return "127.0.0.1:" + this.port;
	}

	@Override
	void start() {
		launchJava("kafka.Kafka", this.settings.toString());
		try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers(), "reconnect.backoff.max.ms", 200))) {
			await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> hasTopic(admin));
		}
	}

	private static boolean hasTopic(Admin admin) throws InterruptedException, ExecutionException {
		Set<String> topics = admin.listTopics().names().get();
		if (!topics.contains(TOPIC)) {
			admin.createTopics(List.of(new NewTopic(TOPIC, 2, (short) 1))).all().get();
		}
		return admin.describeTopics(List.of(TOPIC))
			.allTopicNames()
			.get()
			.values()
			.stream()
			.flatMap((topic) -> topic.partitions().stream())
			.allMatch((partition) -> partition.leader() != null);
	}

	@Override
	List<Received> receive() {
		List<Received> received = new ArrayList<>();
		consumer().poll(Duration.ofMillis(100))
			.forEach((message) -> received.add(new Received(header(message.headers(), "Idempotency-Key"), message.key(),
					header(message.headers(), "trace-id"), message.value())));
		return received;
	}

	private KafkaConsumer<String, String> consumer() {
		KafkaConsumer<String, String> consumer = this.consumer;
		if (consumer == null) {
			consumer = new KafkaConsumer<>(
					Map.of("bootstrap.servers", servers(), "reconnect.backoff.max.ms", 200, "auto.offset.reset",
							"earliest", "enable.auto.commit", false),
					new StringDeserializer(), new StringDeserializer());
			consumer.assign(List.of(new TopicPartition(TOPIC, 0), new TopicPartition(TOPIC, 1)));
			this.consumer = consumer;
		}
		return consumer;
	}

	private static String header(Headers headers, String name) {
		return new String(headers.lastHeader(name).value(), StandardCharsets.UTF_8);
	}

	@Override
	public void close() {
		KafkaConsumer<String, String> consumer = this.consumer;
		if (consumer != null) {
			consumer.close();
		}
		super.close();
	}

}
