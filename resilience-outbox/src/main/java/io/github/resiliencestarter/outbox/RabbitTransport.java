package io.github.resiliencestarter.outbox;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import io.github.resiliencestarter.guard.Attempt;
import io.github.resiliencestarter.guard.Guards;

import org.springframework.amqp.AmqpException;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.amqp.rabbit.connection.CorrelationData;
import org.springframework.amqp.rabbit.core.RabbitTemplate;

/**
 * {@link OutboxTransport} for RabbitMQ. A message is delivered when the broker has
 * confirmed it and a queue has it.
 */
class RabbitTransport implements OutboxTransport {

	private static final String PREFIX = "rabbit:";

	private final RabbitTemplate rabbit;

	private final Guards guards;

	RabbitTransport(RabbitTemplate rabbit, Guards guards) {
		this.rabbit = rabbit;
		this.guards = guards;
	}

	@Override
	public boolean supports(String destination) {
		return destination.startsWith(PREFIX) && destination.indexOf('/') > 0;
	}

	@Override
	public void deliver(Delivery delivery) throws Exception {
		if (!this.rabbit.getConnectionFactory().isPublisherConfirms()) {
			throw new NotHereException("Set spring.rabbitmq.publisher-confirm-type to 'correlated'", null);
		}
		int slash = delivery.destination().indexOf('/');
		String exchange = delivery.destination().substring(PREFIX.length(), slash);
		String routingKey = delivery.destination().substring(slash + 1);
		MessageBuilder message = MessageBuilder.withBody(delivery.payload());
		message.setMessageId(delivery.id());
		message.setDeliveryMode(MessageDeliveryMode.PERSISTENT);
		message.setHeader(DeliveryKey.HEADER, delivery.id());
		delivery.headers().forEach(message::setHeader);
		BrokerCall.make(this.guards, delivery,
				(attempt) -> send(attempt, exchange, routingKey, message.build(), delivery.id()));
	}

	private void send(Attempt attempt, String exchange, String routingKey, Message message, String id)
			throws Exception {
		CorrelationData correlation = new CorrelationData(id);
		try {
			this.rabbit.send(exchange, routingKey, message, correlation);
			CorrelationData.Confirm confirm = correlation.getFuture()
				.get(attempt.timeLeft().toMillis(), TimeUnit.MILLISECONDS);
			if (!confirm.ack()) {
				throw new IOException("RabbitMQ did not accept the message: " + confirm.reason());
			}
		}
		catch (AmqpException | ExecutionException ex) {
			throw new IOException("RabbitMQ did not confirm the message", ex);
		}
		if (correlation.getReturned() != null) {
			throw new UndeliverableException("No queue is bound for '" + exchange + "/" + routingKey + "'", null);
		}
	}

}
