package io.github.resiliencestarter.http;

import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

import io.github.resiliencestarter.loadbalancing.TriedInstances;
import io.github.resiliencestarter.loadbalancing.Visit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRequest;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunction;

/**
 * Request of a reactive call, which is sent once for each attempt.
 */
class FilteredRequest {

	private final ClientRequest request;

	private final Function<SentFlag, ExchangeFunction> chain;

	private final ExchangeFunction next;

	private final ReplayableBody body;

	private final TriedInstances tried;

	private final SentFlag sent = new SentFlag();

	private final ClientCodecs codecs;

	FilteredRequest(ClientRequest request, Function<SentFlag, ExchangeFunction> next, ClientCodecs codecs) {
		this.request = request;
		this.codecs = codecs;
		this.chain = next;
		this.next = next.apply(this.sent);
		this.body = new ReplayableBody(request.body(), isIdempotent());
		this.tried = new TriedInstances();
	}

	private FilteredRequest(FilteredRequest first) {
		this.request = first.request;
		this.codecs = first.codecs;
		this.chain = first.chain;
		this.next = first.chain.apply(this.sent);
		this.body = first.body;
		this.tried = first.tried.forSecond();
	}

	/**
	 * Return the same request to another instance, while this one waits for its response.
	 * @return the request, or {@code null} if it cannot be sent at the same time or there
	 * is no instance to spare
	 */
	@Nullable FilteredRequest second() {
		return (this.body.isKept() && this.tried.hasSpare()) ? new FilteredRequest(this) : null;
	}

	final boolean isIdempotent() {
		return Idempotency.test(this.request.method(), this.request.headers(), this.request.attributes());
	}

	boolean isBodyRepeatable() {
		return this.body.isRepeatable();
	}

	/**
	 * Return the codecs of the client.
	 */
	ClientCodecs codecs() {
		return this.codecs;
	}

	ClientRequest original() {
		return this.request;
	}

	/**
	 * Return the instances that have been tried.
	 */
	TriedInstances tried() {
		return this.tried;
	}

	/**
	 * Record that the response of the instance timed out or was incomplete.
	 */
	void failedAfterAll() {
		Visit visit = this.tried.visit();
		if (visit != null) {
			visit.failedAfterAll();
		}
	}

	/**
	 * Return whether the last attempt failed before its request was sent, for example in
	 * a filter that fetches a token.
	 */
	boolean failedBeforeSending() {
		return this.sent.isUnsent() && !this.tried.wasNoneAvailable();
	}

	/**
	 * Return the request as it was last passed to the client library, with everything
	 * that filters have added, or {@code null} if there is none or it is unknown.
	 */
	@Nullable HttpRequest lastSent() {
		ClientRequest last = this.sent.last();
		return (last != null) ? new ReactiveRequest(last) : null;
	}

	Mono<ClientResponse> send(Consumer<HttpHeaders> headers, Map<String, Object> attributes) {
		this.tried.next();
		this.sent.begin();
		return this.next.exchange(ClientRequest.from(this.request)
			.body(this.body)
			.headers(headers)
			.attributes((all) -> all.putAll(attributes))
			.attribute(TriedInstances.ATTRIBUTE, this.tried)
			.build());
	}

}
