package io.github.resiliencestarter.outbox;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

import org.springframework.amqp.core.Message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link RabbitTransport} with RabbitMQ.
 */
class RabbitIT extends AbstractBrokerIT<RabbitBroker> {

	RabbitIT() {
		super(new RabbitBroker());
	}

	@Test
	@Order(3)
	void makesAMessageThatNoQueueGetsADeadLetter() {
		Receipt receipt = send("rabbit:/no-queue", "unroutable", 1);
		await().atMost(LIMIT).until(() -> waiting() == 0);
		assertThat(deadLetters().find("broker", receipt.id())
			.flatMap((dead) -> Optional.ofNullable(dead.death().detail())))
			.hasValueSatisfying((detail) -> assertThat(detail).contains("No queue is bound"));
	}

	@Test
	@Order(4)
	void keepsAMessageThatTheBrokerRejectsUntilItAcceptsIt() {
		String destination = "rabbit:/" + RabbitBroker.SMALL_QUEUE;
		send(destination, "small", 1);
		await().atMost(LIMIT).until(() -> waiting() == 0);
		send(destination, "small", 2);
		await().atMost(LIMIT).until(() -> attempts() > 0);
		assertThat(waiting()).isEqualTo(1);
		assertThat(body()).isEqualTo("{\"number\":1}");
		breaker().transitionToClosedState();
		await().atMost(LIMIT).until(() -> waiting() == 0);
		assertThat(body()).isEqualTo("{\"number\":2}");
	}

	private String body() {
		Message message = this.broker.rabbit().receive(RabbitBroker.SMALL_QUEUE);
		return (message != null) ? new String(message.getBody(), StandardCharsets.UTF_8) : "";
	}

}
