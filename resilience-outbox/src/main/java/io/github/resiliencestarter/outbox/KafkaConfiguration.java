package io.github.resiliencestarter.outbox;

import java.util.Map;

import io.github.resiliencestarter.guard.Guards;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.ProducerFactory;

/**
 * Configuration for messages through Apache Kafka.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(KafkaTemplate.class)
class KafkaConfiguration {

	@Bean
	@ConditionalOnBean({ ProducerFactory.class, Guards.class })
	@SuppressWarnings("unchecked") // The serializers are replaced
	KafkaTransport outboxKafkaTransport(ProducerFactory<?, ?> producers, Guards guards) {
		return new KafkaTransport(new KafkaTemplate<>((ProducerFactory<String, byte[]>) producers,
				Map.of(ProducerConfig.ACKS_CONFIG, "all", ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
						StringSerializer.class, ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
						ByteArraySerializer.class)),
				guards);
	}

}
