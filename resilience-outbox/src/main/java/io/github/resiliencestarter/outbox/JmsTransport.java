package io.github.resiliencestarter.outbox;

import java.io.IOException;

import io.github.resiliencestarter.guard.Guards;
import jakarta.jms.BytesMessage;

import org.springframework.jms.JmsException;
import org.springframework.jms.core.JmsOperations;

/**
 * {@link OutboxTransport} for JMS. A message is delivered when the broker has
 * acknowledged it.
 */
class JmsTransport implements OutboxTransport {

	private static final String PREFIX = "jms:";

	private final JmsOperations jms;

	private final Guards guards;

	JmsTransport(JmsOperations jms, Guards guards) {
		this.jms = jms;
		this.guards = guards;
	}

	@Override
	public boolean supports(String destination) {
		return destination.startsWith(PREFIX);
	}

	@Override
	public void deliver(Delivery delivery) throws Exception {
		BrokerCall.make(this.guards, delivery, (attempt) -> {
			try {
				send(delivery);
			}
			catch (JmsException ex) {
				throw new IOException("The broker did not acknowledge the message", ex);
			}
		});
	}

	// Names of properties must be Java identifiers
	private void send(Delivery delivery) {
		this.jms.send(delivery.destination().substring(PREFIX.length()), (session) -> {
			BytesMessage message = session.createBytesMessage();
			message.writeBytes(delivery.payload());
			message.setStringProperty("IdempotencyKey", delivery.id());
			if (delivery.orderingKey() != null) {
				message.setStringProperty("JMSXGroupID", delivery.orderingKey());
			}
			for (String name : delivery.headers().keySet()) {
				message.setStringProperty(name.replaceAll("[^A-Za-z0-9_$]", "_"), delivery.headers().get(name));
			}
			return message;
		});
	}

}
