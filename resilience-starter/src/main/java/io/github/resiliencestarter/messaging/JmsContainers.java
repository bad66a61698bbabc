package io.github.resiliencestarter.messaging;

import java.util.Collection;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.jms.config.JmsListenerEndpointRegistry;
import org.springframework.jms.listener.AbstractMessageListenerContainer;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Listener containers of JMS. A message that must not be handled now waits on the thread
 * of its consumer. After a rejected call, a transaction is rolled back.
 */
final class JmsContainers extends EndpointContainers<AbstractMessageListenerContainer, JmsListenerEndpointRegistry> {

	JmsContainers(ListableBeanFactory beanFactory) {
		super(beanFactory, AbstractMessageListenerContainer.class, JmsListenerEndpointRegistry.class);
	}

	@Override
	String idOf(String beanName, AbstractMessageListenerContainer container) {
		return beanName;
	}

	@Override
	Collection<String> idsIn(JmsListenerEndpointRegistry registry) {
		return registry.getListenerContainerIds();
	}

	@Override
	@Nullable Object find(JmsListenerEndpointRegistry registry, String id) {
		return registry.getListenerContainer(id);
	}

	@Override
	void attach(String id, AbstractMessageListenerContainer container, ListenerGate gate) {
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

}
