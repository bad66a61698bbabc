package io.github.resiliencestarter.messaging;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

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
final class RabbitContainers implements ListenerContainers {

	private final ListableBeanFactory beanFactory;

	RabbitContainers(ListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public Set<String> ids() {
		return containers().keySet();
	}

	@Override
	public void attach(String id, ListenerGate gate) {
		AbstractMessageListenerContainer container = Objects.requireNonNull(containers().get(id));
		MessageListener listener = container.getMessageListener();
		if (listener != null) {
			BlockingHandOut handOut = new BlockingHandOut(gate, container::isActive, () -> true,
					() -> new ImmediateRequeueAmqpException("Listener '" + id + "' stops; the message is returned"));
			boolean batch = listener instanceof BatchMessageListener
					|| listener instanceof ChannelAwareBatchMessageListener;
			container.setMessageListener(batch ? new RabbitGatedListener.OfBatches(listener, handOut)
					: new RabbitGatedListener(listener, handOut));
		}
	}

	private Map<String, AbstractMessageListenerContainer> containers() {
		Map<String, AbstractMessageListenerContainer> containers = new TreeMap<>();
		this.beanFactory.getBeansOfType(AbstractMessageListenerContainer.class, false, false)
			.values()
			.forEach((container) -> containers.put(container.getListenerId(), container));
		this.beanFactory.getBeansOfType(RabbitListenerEndpointRegistry.class, false, false)
			.values()
			.forEach((registry) -> registry.getListenerContainerIds().forEach((id) -> {
				if (registry.getListenerContainer(id) instanceof AbstractMessageListenerContainer container) {
					containers.put(id, container);
				}
			}));
		return containers;
	}

}
