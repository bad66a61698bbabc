package io.github.resiliencestarter.outbox;

/**
 * Tests for {@link KafkaTransport} with Apache Kafka.
 */
class KafkaIT extends AbstractBrokerIT<KafkaBroker> {

	KafkaIT() {
		super(new KafkaBroker());
	}

}
