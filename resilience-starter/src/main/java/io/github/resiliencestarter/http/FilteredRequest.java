package io.github.resiliencestarter.http;

import java.util.function.Consumer;

import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunction;

/**
 * Request of a reactive call, to be sent once for each attempt.
 */
class FilteredRequest {

	private final ClientRequest request;

	private final ExchangeFunction next;

	private final ReplayableBody body;

	private final TriedInstances tried = new TriedInstances();

	FilteredRequest(ClientRequest request, ExchangeFunction next) {
		this.request = request;
		this.next = next;
		this.body = new ReplayableBody(request.body(), isIdempotent());
	}

	final boolean isIdempotent() {
		return Idempotency.test(this.request.method(), this.request.headers());
	}

	boolean isBodyRepeatable() {
		return this.body.isRepeatable();
	}

	ClientRequest original() {
		return this.request;
	}

	Mono<ClientResponse> send(Consumer<HttpHeaders> headers) {
		return this.next.exchange(ClientRequest.from(this.request)
			.body(this.body)
			.headers(headers)
			.attribute(TriedInstances.ATTRIBUTE, this.tried)
			.build());
	}

}
