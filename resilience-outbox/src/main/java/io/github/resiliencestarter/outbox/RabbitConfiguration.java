package io.github.resiliencestarter.outbox;

import io.github.resiliencestarter.guard.Guards;

import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Configuration for messages through RabbitMQ.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(RabbitTemplate.class)
class RabbitConfiguration {

	@Bean
	@ConditionalOnBean({ ConnectionFactory.class, Guards.class })
	RabbitTransport outboxRabbitTransport(ConnectionFactory connections, Guards guards) {
		RabbitTemplate rabbit = new RabbitTemplate(connections);
		// Returns messages that no queue gets
		rabbit.setMandatory(true);
		return new RabbitTransport(rabbit, guards);
	}

}
