package io.github.resiliencestarter.messaging;

import io.github.resiliencestarter.condition.ConditionalOnResilienceEnabled;
import io.github.resiliencestarter.engines.Engines;
import io.github.resiliencestarter.engines.EnginesAutoConfiguration;
import io.github.resiliencestarter.threads.ResilienceThreads;
import io.github.resiliencestarter.threads.ThreadsConfiguration;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * {@link AutoConfiguration Auto-configuration} for listener containers that pause with a
 * circuit breaker.
 */
@AutoConfiguration(after = EnginesAutoConfiguration.class)
@ConditionalOnResilienceEnabled
@ConditionalOnBooleanProperty(name = "resilience.messaging.enabled", matchIfMissing = true)
@ConditionalOnListeners
@EnableConfigurationProperties(MessagingProperties.class)
@Import(ThreadsConfiguration.class)
public final class MessagingAutoConfiguration {

	@Bean
	ListenerGates listenerGates(ListenerGateFactory factory, ObjectProvider<ListenerContainers> containers,
			ListenedBreakers breakers, ResilienceThreads threads) {
		return new ListenerGates(factory, containers.orderedStream().toList(), breakers, threads);
	}

	@Bean
	ListenerGateFactory listenerGateFactory(MessagingProperties properties, ObjectProvider<Engines> engines,
			ObjectProvider<PauseListener> listeners) {
		return new ListenerGateFactory(properties.listeners(), engines::getObject,
				new PauseListeners(listeners.orderedStream().toList()));
	}

	@Bean
	ListenedBreakers listenedBreakers() {
		return new ListenedBreakers();
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = "org.springframework.kafka.config.KafkaListenerEndpointRegistry")
	static class KafkaConfiguration {

		@Bean
		KafkaContainers kafkaListenerContainers(ListableBeanFactory beanFactory,
				ObjectProvider<ObservationRegistry> observations) {
			return new KafkaContainers(beanFactory, observations.getIfUnique(() -> ObservationRegistry.NOOP));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = "org.springframework.amqp.rabbit.listener.RabbitListenerEndpointRegistry")
	static class RabbitConfiguration {

		@Bean
		RabbitContainers rabbitListenerContainers(ListableBeanFactory beanFactory) {
			return new RabbitContainers(beanFactory);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = { "org.springframework.jms.config.JmsListenerEndpointRegistry", "jakarta.jms.Message" })
	static class JmsConfiguration {

		@Bean
		JmsContainers jmsListenerContainers(ListableBeanFactory beanFactory) {
			return new JmsContainers(beanFactory);
		}

	}

}
