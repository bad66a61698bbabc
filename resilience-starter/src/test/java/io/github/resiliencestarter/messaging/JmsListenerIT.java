package io.github.resiliencestarter.messaging;

import java.util.List;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jms.annotation.EnableJms;
import org.springframework.jms.annotation.JmsListener;
import org.springframework.jms.config.DefaultJmsListenerContainerFactory;
import org.springframework.jms.core.JmsTemplate;

/**
 * {@link ListenerContract} with Artemis. Sessions are transacted, which is Spring Boot's
 * default.
 */
class JmsListenerIT extends ListenerContract {

	private static final String BROKER = "vm://" + JmsListenerIT.class.getName().hashCode();

	@SuppressWarnings("NullAway.Init")
	private static EmbeddedActiveMQ artemis;

	@BeforeAll
	static void start() throws Exception {
		artemis = new EmbeddedActiveMQ();
		artemis.setConfiguration(new ConfigurationImpl().setPersistenceEnabled(false)
			.setJournalDirectory("target/artemis")
			.setSecurityEnabled(false)
			.addAcceptorConfiguration("vm", BROKER));
		artemis.start();
	}

	@AfterAll
	static void stop() throws Exception {
		artemis.stop();
	}

	@Override
	String broker() {
		return BROKER;
	}

	@Override
	Class<?> listeners() {
		return Listeners.class;
	}

	/**
	 * The transaction is rolled back.
	 */
	@Override
	int deliveryAfterRejection() {
		return 2;
	}

	@Override
	void createQueues(String queue) {
		// Artemis does
	}

	@Override
	void send(String queue, List<Integer> numbers) {
		try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(BROKER)) {
			JmsTemplate template = new JmsTemplate(factory);
			numbers.forEach((number) -> template.convertAndSend(queue, String.valueOf(number)));
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableJms
	static class Listeners {

		@Bean
		ConnectionFactory connectionFactory(@Value("${test.broker}") String broker) {
			return new ActiveMQConnectionFactory(broker);
		}

		@Bean
		DefaultJmsListenerContainerFactory jmsListenerContainerFactory(ConnectionFactory connectionFactory,
				Journal journal) {
			DefaultJmsListenerContainerFactory factory = new DefaultJmsListenerContainerFactory();
			factory.setConnectionFactory(connectionFactory);
			factory.setSessionTransacted(true);
			factory.setReceiveTimeout(200L);
			factory.setObservationRegistry(journal.observations);
			return factory;
		}

		@Bean
		@SuppressWarnings("UnusedMethod")
		Object listener(Journal journal) {
			return new Object() {

				@JmsListener(id = "orders", destination = "${test.queue}-orders")
				void order(String number, Message message) throws JMSException {
					journal.deliveries.add(message.getIntProperty("JMSXDeliveryCount"));
					journal.handle(Integer.parseInt(number));
				}

				@JmsListener(id = "shipments", destination = "${test.queue}-shipments", concurrency = "3-3")
				void shipment(String number) {
					journal.handle(Integer.parseInt(number));
				}

				@JmsListener(id = "returns", destination = "${test.queue}-returns", concurrency = "3-3")
				void returned(String number) {
					journal.handle(Integer.parseInt(number));
				}

			};
		}

	}

}
