package io.github.resiliencestarter.outbox;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.resiliencestarter.guard.Guards;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
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
	KafkaTransport outboxKafkaTransport(ProducerFactory<?, ?> producers, Guards guards) {
		DefaultKafkaProducerFactory<String, byte[]> own = ownFactory(producers);
		return new KafkaTransport(new KafkaTemplate<>(own), guards, own::destroy);
	}

	/**
	 * Creates a factory with the settings of another one, but with serializers of its
	 * own, without transactions, and with the acknowledgement of all replicas.
	 */
	@SuppressWarnings("unchecked") // Listeners and post-processors know nothing about the
									// types
	static DefaultKafkaProducerFactory<String, byte[]> ownFactory(ProducerFactory<?, ?> producers) {
		Map<String, Object> settings = new HashMap<>(producers.getConfigurationProperties());
		settings.keySet()
			.removeAll(List.of(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
					ProducerConfig.TRANSACTIONAL_ID_CONFIG));
		settings.put(ProducerConfig.ACKS_CONFIG, "all");
		DefaultKafkaProducerFactory<String, byte[]> own = new DefaultKafkaProducerFactory<>(settings,
				new StringSerializer(), new ByteArraySerializer());
		ProducerFactory<String, byte[]> typed = (ProducerFactory<String, byte[]>) producers;
		typed.getListeners().forEach(own::addListener);
		typed.getPostProcessors().forEach(own::addPostProcessor);
		return own;
	}

}
