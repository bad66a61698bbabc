package io.github.resiliencestarter.outbox;

import io.github.resiliencestarter.guard.Guards;
import jakarta.jms.ConnectionFactory;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jms.core.JmsTemplate;

/**
 * Configuration for messages through JMS.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({ JmsTemplate.class, ConnectionFactory.class })
class JmsConfiguration {

	@Bean
	@ConditionalOnBean({ ConnectionFactory.class, Guards.class })
	JmsTransport outboxJmsTransport(ConnectionFactory connections, Guards guards) {
		return new JmsTransport(new JmsTemplate(connections), guards);
	}

}
