package io.github.resiliencestarter.messaging;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

import io.micrometer.observation.ObservationRegistry;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;
import org.springframework.kafka.listener.AfterRollbackProcessor;
import org.springframework.kafka.listener.CommonErrorHandler;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.kafka.listener.adapter.AsyncRepliesAware;

/**
 * Listener containers of Kafka. A paused container keeps polling, so that the broker does
 * not assign its partitions to others.
 */
final class KafkaContainers implements ListenerContainers {

	private final ListableBeanFactory beanFactory;

	private final ObservationRegistry observations;

	KafkaContainers(ListableBeanFactory beanFactory, ObservationRegistry observations) {
		this.beanFactory = beanFactory;
		this.observations = observations;
	}

	@Override
	public Set<String> ids() {
		return containers().keySet();
	}

	@Override
	public void attach(String id, ListenerGate gate) {
		attach(Objects.requireNonNull(containers().get(id)), gate);
	}

	private <K, V> void attach(AbstractMessageListenerContainer<K, V> container, ListenerGate gate) {
		ContainerProperties properties = container.getContainerProperties();
		Object listener = properties.getMessageListener();
		if (listener == null) {
			return;
		}
		if (listener instanceof AsyncRepliesAware aware && aware.isAsyncReplies()) {
			AsynchronousListener.warn(gate.id());
		}
		boolean transactional = properties.getKafkaAwareTransactionManager() != null;
		properties
			.setMessageListener(new KafkaGatedListener(listener, gate, !transactional, this.observations).proxy());
		CommonErrorHandler handler = container.getCommonErrorHandler();
		if (handler != null || !transactional) {
			container.setCommonErrorHandler(
					new KafkaRepeatingErrorHandler((handler != null) ? handler : new DefaultErrorHandler(), gate));
		}
		AfterRollbackProcessor<? super K, ? super V> processor = container.getAfterRollbackProcessor();
		container.setAfterRollbackProcessor(new KafkaRepeatingRollbackProcessor<>(processor, gate));
		gate.onChange(new KafkaPause(container, gate));
	}

	private Map<String, AbstractMessageListenerContainer<?, ?>> containers() {
		Map<String, AbstractMessageListenerContainer<?, ?>> containers = new TreeMap<>();
		this.beanFactory.getBeansOfType(MessageListenerContainer.class, false, false)
			.values()
			.forEach((container) -> add(containers, container));
		this.beanFactory.getBeansOfType(KafkaListenerEndpointRegistry.class, false, false)
			.values()
			.forEach((registry) -> registry.getListenerContainers().forEach((container) -> add(containers, container)));
		return containers;
	}

	private static void add(Map<String, AbstractMessageListenerContainer<?, ?>> containers,
			MessageListenerContainer container) {
		if (container instanceof AbstractMessageListenerContainer<?, ?> pausable && pausable.getListenerId() != null) {
			containers.put(pausable.getListenerId(), pausable);
		}
	}

}
