package io.github.resiliencestarter.outbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.github.resiliencestarter.guard.Attempt;
import io.github.resiliencestarter.guard.BlockingCall;
import io.github.resiliencestarter.guard.Guard;
import io.github.resiliencestarter.guard.Guards;
import io.github.resiliencestarter.guard.Outcome;
import jakarta.jms.BytesMessage;
import jakarta.jms.Session;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.connection.CorrelationData;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.jms.core.JmsOperations;
import org.springframework.jms.core.MessageCreator;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaOperations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.Mockito.mock;

/**
 * Tests for the transports of message brokers.
 */
@SuppressWarnings("unchecked")
class BrokerTransportTests {

	private final Guards guards = mock(Guards.class);

	@BeforeEach
	void guard() throws Exception {
		Guard guard = mock(Guard.class);
		Attempt attempt = mock(Attempt.class);
		given(attempt.timeLeft()).willReturn(Duration.ofMillis(50));
		given(this.guards.forTarget("broker")).willReturn(guard);
		given(guard.call(any(BlockingCall.class)))
			.willAnswer((invocation) -> invocation.<BlockingCall<?>>getArgument(0).attempt(attempt));
	}

	private static Delivery delivery(String destination) {
		return new Delivery("id", "broker", destination, "key", Map.of("trace", "t"),
				"{}".getBytes(StandardCharsets.UTF_8), Duration.ofSeconds(1));
	}

	@Test
	void kafkaDeliversWhenTheBrokerConfirms() throws Exception {
		KafkaOperations<String, byte[]> kafka = mock(KafkaOperations.class);
		given(kafka.send(any(ProducerRecord.class))).willAnswer((invocation) -> {
			ProducerRecord<String, byte[]> message = invocation.getArgument(0);
			assertThat(message.topic()).isEqualTo("orders");
			assertThat(message.key()).isEqualTo("key");
			assertThat(message.headers().lastHeader("Idempotency-Key").value()).asString().isEqualTo("id");
			assertThat(message.headers().lastHeader("trace").value()).asString().isEqualTo("t");
			return CompletableFuture.completedFuture(null);
		});
		KafkaTransport transport = new KafkaTransport(kafka, this.guards, () -> {
		});
		assertThat(transport.supports("kafka:orders")).isTrue();
		transport.deliver(delivery("kafka:orders"));
	}

	@Test
	void kafkaFailsWhenTheBrokerDoesNotConfirm() {
		KafkaOperations<String, byte[]> kafka = mock(KafkaOperations.class);
		given(kafka.send(any(ProducerRecord.class)))
			.willReturn(CompletableFuture.failedFuture(new IllegalStateException("no leader")));
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> new KafkaTransport(kafka, this.guards, () -> {
		}).deliver(delivery("kafka:orders")));
	}

	@Test
	@SuppressWarnings("resource") // No producer is created
	void kafkaUsesItsOwnSerializersAndNoTransactions() {
		DefaultKafkaProducerFactory<Object, Object> users = new DefaultKafkaProducerFactory<>(
				Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, "broker:9092", ProducerConfig.ACKS_CONFIG, "0",
						ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, "com.example.Json"));
		users.setValueSerializer((topic, data) -> new byte[0]);
		users.setTransactionIdPrefix("tx-");
		DefaultKafkaProducerFactory<String, byte[]> own = KafkaConfiguration.ownFactory(users);
		assertThat(serializer(own.getKeySerializerSupplier())).isInstanceOf(StringSerializer.class);
		assertThat(serializer(own.getValueSerializerSupplier())).isInstanceOf(ByteArraySerializer.class);
		assertThat(own.transactionCapable()).isFalse();
		assertThat(own.getConfigurationProperties()).containsEntry(ProducerConfig.ACKS_CONFIG, "all")
			.containsEntry(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, "broker:9092")
			.doesNotContainKey(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG);
	}

	private static @Nullable Object serializer(@Nullable Supplier<? extends Serializer<?>> supplier) {
		return (supplier != null) ? supplier.get() : null;
	}

	@Test
	void kafkaClosesItsProducer() {
		Runnable closing = mock(Runnable.class);
		new KafkaTransport(mock(KafkaOperations.class), this.guards, closing).destroy();
		then(closing).should().run();
	}

	private static RabbitTemplate rabbit(boolean confirms) {
		RabbitTemplate rabbit = mock(RabbitTemplate.class);
		ConnectionFactory connections = mock(ConnectionFactory.class);
		given(rabbit.getConnectionFactory()).willReturn(connections);
		given(connections.isPublisherConfirms()).willReturn(confirms);
		return rabbit;
	}

	private static void confirm(RabbitTemplate rabbit, boolean ack) {
		willAnswer((invocation) -> {
			CorrelationData correlation = invocation.getArgument(3);
			correlation.getFuture().complete(new CorrelationData.Confirm(ack, "full"));
			return null;
		}).given(rabbit).send(eq("shop"), eq("orders.new"), any(Message.class), any(CorrelationData.class));
	}

	@Test
	void rabbitDeliversWhenTheBrokerConfirms() throws Exception {
		RabbitTemplate rabbit = rabbit(true);
		confirm(rabbit, true);
		RabbitTransport transport = new RabbitTransport(rabbit, this.guards);
		assertThat(transport.supports("rabbit:shop/orders.new")).isTrue();
		transport.deliver(delivery("rabbit:shop/orders.new"));
	}

	@Test
	void rabbitFailsWhenTheBrokerDoesNotAcceptTheMessage() {
		RabbitTemplate rabbit = rabbit(true);
		confirm(rabbit, false);
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> new RabbitTransport(rabbit, this.guards).deliver(delivery("rabbit:shop/orders.new")))
			.withMessageContaining("full");
	}

	@Test
	void rabbitWithoutConfirmsKeepsTheMessage() {
		assertThatExceptionOfType(NotHereException.class)
			.isThrownBy(
					() -> new RabbitTransport(rabbit(false), this.guards).deliver(delivery("rabbit:shop/orders.new")))
			.withMessageContaining("publisher-confirm-type");
	}

	@Test
	void jmsSendsTheMessageWithItsKeys() throws Exception {
		JmsOperations jms = mock(JmsOperations.class);
		Session session = mock(Session.class);
		BytesMessage message = mock(BytesMessage.class);
		given(session.createBytesMessage()).willReturn(message);
		willAnswer((invocation) -> invocation.<MessageCreator>getArgument(1).createMessage(session)).given(jms)
			.send(eq("orders"), any(MessageCreator.class));
		new JmsTransport(jms, this.guards).deliver(delivery("jms:orders"));
		then(message).should().setStringProperty("IdempotencyKey", "id");
		then(message).should().setStringProperty("JMSXGroupID", "key");
	}

	@Test
	void aBrokerFailureCountsAndAMessageThatCannotBeDeliveredDoesNot() {
		BrokerCall call = new BrokerCall((attempt) -> {
		});
		assertThat(call.outcomeOf(new IOException())).isInstanceOf(Outcome.Failure.class);
		assertThat(call.outcomeOf(new UndeliverableException("x", null))).isEqualTo(Outcome.UNRELATED);
	}

}
