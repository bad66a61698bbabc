package io.github.resiliencestarter.messaging;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.jms.config.JmsListenerEndpointRegistry;
import org.springframework.jms.listener.AbstractMessageListenerContainer;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Listener containers of JMS. A message that must not be handled now waits on the thread
 * of its consumer. After a rejected call, a transaction is rolled back.
 */
final class JmsContainers implements ListenerContainers {

	private final ListableBeanFactory beanFactory;

	JmsContainers(ListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public Set<String> ids() {
		return containers().keySet();
	}

	@Override
	public void attach(String id, ListenerGate gate) {
		AbstractMessageListenerContainer container = Objects.requireNonNull(containers().get(id));
		Object listener = container.getMessageListener();
		if (listener == null) {
			return;
		}
		BlockingHandOut handOut = new BlockingHandOut(gate, () -> container.isActive() && container.isRunning(),
				() -> !container.isSessionTransacted()
						&& !TransactionSynchronizationManager.isActualTransactionActive(),
				() -> new IllegalStateException("Listener '" + id + "' stops; the message is returned"));
		container.setMessageListener(new JmsGatedListener(listener, handOut));
	}

	private Map<String, AbstractMessageListenerContainer> containers() {
		Map<String, AbstractMessageListenerContainer> containers = new TreeMap<>(
				this.beanFactory.getBeansOfType(AbstractMessageListenerContainer.class, false, false));
		this.beanFactory.getBeansOfType(JmsListenerEndpointRegistry.class, false, false)
			.values()
			.forEach((registry) -> registry.getListenerContainerIds().forEach((id) -> {
				if (registry.getListenerContainer(id) instanceof AbstractMessageListenerContainer container) {
					containers.put(id, container);
				}
			}));
		return containers;
	}

}
