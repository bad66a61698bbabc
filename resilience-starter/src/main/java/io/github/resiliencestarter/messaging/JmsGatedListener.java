package io.github.resiliencestarter.messaging;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.jms.Session;

import org.springframework.jms.listener.SessionAwareMessageListener;

/**
 * JMS listener behind a gate.
 */
final class JmsGatedListener implements SessionAwareMessageListener<Message> {

	private final Object delegate;

	private final BlockingHandOut handOut;

	JmsGatedListener(Object delegate, BlockingHandOut handOut) {
		this.delegate = delegate;
		this.handOut = handOut;
	}

	@Override
	public void onMessage(Message message, Session session) throws JMSException {
		this.handOut.<JMSException>handle(() -> handle(message, session));
	}

	@SuppressWarnings("unchecked")
	private void handle(Message message, Session session) throws JMSException {
		if (this.delegate instanceof SessionAwareMessageListener<?> withSession) {
			((SessionAwareMessageListener<Message>) withSession).onMessage(message, session);
		}
		else {
			((MessageListener) this.delegate).onMessage(message);
		}
	}

}
