package io.github.resiliencestarter.outbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import io.github.resiliencestarter.guard.Guards;
import org.apache.kafka.clients.producer.ProducerRecord;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.core.KafkaOperations;

/**
 * {@link OutboxTransport} for Apache Kafka. A message is delivered when all in-sync
 * replicas have it; the ordering key is the key of the record.
 */
class KafkaTransport implements OutboxTransport, DisposableBean {

	private static final String PREFIX = "kafka:";

	private final KafkaOperations<String, byte[]> kafka;

	private final Guards guards;

	private final Runnable closing;

	/**
	 * Creates the transport.
	 * @param kafka sends records
	 * @param guards the guards of targets
	 * @param closing closes the producer
	 */
	KafkaTransport(KafkaOperations<String, byte[]> kafka, Guards guards, Runnable closing) {
		this.kafka = kafka;
		this.guards = guards;
		this.closing = closing;
	}

	@Override
	public boolean supports(String destination) {
		return destination.startsWith(PREFIX);
	}

	@Override
	public void deliver(Delivery delivery) throws Exception {
		ProducerRecord<String, byte[]> message = new ProducerRecord<>(delivery.destination().substring(PREFIX.length()),
				delivery.orderingKey(), delivery.payload());
		delivery.headers()
			.forEach((name, value) -> message.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
		message.headers().add(DeliveryKey.HEADER, delivery.id().getBytes(StandardCharsets.UTF_8));
		BrokerCall.make(this.guards, delivery, (attempt) -> {
			try {
				Object unused = this.kafka.send(message).get(attempt.timeLeft().toMillis(), TimeUnit.MILLISECONDS);
			}
			catch (ExecutionException | KafkaException ex) {
				throw new IOException("Kafka did not confirm the message", ex);
			}
		});
	}

	@Override
	public void destroy() {
		this.closing.run();
	}

}
