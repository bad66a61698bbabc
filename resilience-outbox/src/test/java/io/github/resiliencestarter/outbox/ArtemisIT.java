package io.github.resiliencestarter.outbox;

/**
 * Tests for {@link JmsTransport} with Apache Artemis.
 */
class ArtemisIT extends AbstractBrokerIT<ArtemisBroker> {

	ArtemisIT() {
		super(new ArtemisBroker());
	}

}
