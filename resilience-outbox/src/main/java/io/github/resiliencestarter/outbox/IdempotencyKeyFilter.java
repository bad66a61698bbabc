package io.github.resiliencestarter.outbox;

import java.util.List;

import reactor.core.publisher.Mono;

import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;

/**
 * Adds the idempotency key to the requests of a delivery, in front of the guard, because
 * it has to see the key: it retries only what is safe.
 */
class IdempotencyKeyFilter implements ExchangeFilterFunction {

	@Override
	public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
		return next.exchange(withKey(request));
	}

	private static ClientRequest withKey(ClientRequest request) {
		String key = DeliveryKey.next(request.method(), request.url());
		return (key != null)
				? ClientRequest.from(request).headers((headers) -> headers.set(DeliveryKey.HEADER, key)).build()
				: request;
	}

	@Override
	public ExchangeFilterFunction andThen(ExchangeFilterFunction next) {
		return new WithOthers(next);
	}

	void addTo(List<ExchangeFilterFunction> filters) {
		if (!filters.contains(this)) {
			filters.add(0, this);
		}
	}

	/**
	 * This filter and the filters after it, which may treat the end of the chain in a
	 * special way.
	 */
	private static final class WithOthers implements ExchangeFilterFunction {

		private final ExchangeFilterFunction others;

		WithOthers(ExchangeFilterFunction others) {
			this.others = others;
		}

		@Override
		public ExchangeFilterFunction andThen(ExchangeFilterFunction next) {
			return new WithOthers(this.others.andThen(next));
		}

		@Override
		public ExchangeFunction apply(ExchangeFunction end) {
			ExchangeFunction next = this.others.apply(end);
			return (request) -> next.exchange(withKey(request));
		}

		@Override
		public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
			return this.others.filter(withKey(request), next);
		}

	}

}
