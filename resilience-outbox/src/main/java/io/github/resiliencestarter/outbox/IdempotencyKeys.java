package io.github.resiliencestarter.outbox;

import java.util.List;

import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestInitializer;

/**
 * Adds the idempotency key to the requests of a delivery. An initializer rather than an
 * interceptor, because the guard has to see the key: it retries only what is safe.
 */
class IdempotencyKeys implements ClientHttpRequestInitializer {

	@Override
	public void initialize(ClientHttpRequest request) {
		String key = DeliveryKey.next(request.getMethod(), request.getURI());
		if (key != null) {
			request.getHeaders().set(DeliveryKey.HEADER, key);
		}
	}

	void addTo(List<ClientHttpRequestInitializer> initializers) {
		if (!initializers.contains(this)) {
			initializers.add(this);
		}
	}

}
