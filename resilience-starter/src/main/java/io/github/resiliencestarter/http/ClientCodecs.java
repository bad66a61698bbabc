package io.github.resiliencestarter.http;

import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeStrategies;

/**
 * Codecs of one {@code WebClient}, which only its responses know. Before the first
 * response, they are Spring's defaults.
 */
class ClientCodecs {

	private volatile ExchangeStrategies strategies = ExchangeStrategies.withDefaults();

	void learn(ClientResponse response) {
		this.strategies = response.strategies();
	}

	ExchangeStrategies strategies() {
		return this.strategies;
	}

}
