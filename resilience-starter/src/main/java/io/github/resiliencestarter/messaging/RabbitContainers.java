package io.github.resiliencestarter.messaging;

import java.util.Collection;

import org.jspecify.annotations.Nullable;

import org.springframework.amqp.ImmediateRequeueAmqpException;
import org.springframework.amqp.core.BatchMessageListener;
import org.springframework.amqp.core.MessageListener;
import org.springframework.amqp.rabbit.listener.AbstractMessageListenerContainer;
import org.springframework.amqp.rabbit.listener.RabbitListenerEndpointRegistry;
import org.springframework.amqp.rabbit.listener.api.ChannelAwareBatchMessageListener;
import org.springframework.beans.factory.ListableBeanFactory;

/**
 * Listener containers of RabbitMQ. A message that must not be handled now waits on the
 * thread of its consumer, unacknowledged: returned to the broker, it would be delivered
 * again at once, after those that the consumer has fetched already.
 */
final class RabbitContainers
		extends EndpointContainers<AbstractMessageListenerContainer, RabbitListenerEndpointRegistry> {

	RabbitContainers(ListableBeanFactory beanFactory) {
		super(beanFactory, AbstractMessageListenerContainer.class, RabbitListenerEndpointRegistry.class);
	}

	@Override
	String idOf(String beanName, AbstractMessageListenerContainer container) {
		return container.getListenerId();
	}

	@Override
	Collection<String> idsIn(RabbitListenerEndpointRegistry registry) {
		return registry.getListenerContainerIds();
	}

	@Override
	@Nullable Object find(RabbitListenerEndpointRegistry registry, String id) {
		return registry.getListenerContainer(id);
	}

	@Override
	void attach(String id, AbstractMessageListenerContainer container, ListenerGate gate) {
		MessageListener listener = container.getMessageListener();
		if (listener == null) {
			return;
		}
		if (listener.isAsyncReplies()) {
			AsynchronousListener.warn(id);
		}
		BlockingHandOut handOut = new BlockingHandOut(gate, container::isActive, () -> true,
				() -> new ImmediateRequeueAmqpException("Listener '" + id + "' stops; the message is returned"));
		boolean batch = listener instanceof BatchMessageListener
				|| listener instanceof ChannelAwareBatchMessageListener;
		container.setMessageListener(batch ? new RabbitGatedListener.OfBatches(listener, handOut)
				: new RabbitGatedListener(listener, handOut));
	}

}
