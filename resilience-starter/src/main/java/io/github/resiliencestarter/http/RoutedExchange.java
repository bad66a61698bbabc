package io.github.resiliencestarter.http;

import java.net.URI;

import io.github.resiliencestarter.loadbalancing.TriedInstances;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.server.ServerWebExchange;

/**
 * Exchange of Spring Cloud Gateway, which is routed once for each attempt. Another
 * attempt is possible until the first one has begun to read the body of the request, or
 * if a filter of the gateway has cached it.
 */
class RoutedExchange {

	private final ServerWebExchange exchange;

	private final GatewayFilterChain chain;

	private final URI url;

	private final @Nullable HttpStatusCode statusBefore;

	private final TriedInstances tried = new TriedInstances();

	private volatile boolean bodyRead;

	RoutedExchange(ServerWebExchange exchange, GatewayFilterChain chain, URI url) {
		this.exchange = exchange;
		this.chain = chain;
		this.url = url;
		this.statusBefore = exchange.getResponse().getStatusCode();
	}

	ServerHttpRequest original() {
		return this.exchange.getRequest();
	}

	/**
	 * Return whether a load balancer chooses the instance.
	 */
	boolean isBalanced() {
		return "lb".equals(this.url.getScheme())
				|| "lb".equals(this.exchange.getAttribute(ServerWebExchangeUtils.GATEWAY_SCHEME_PREFIX_ATTR));
	}

	boolean isIdempotent() {
		return Idempotency.test(original().getMethod(), original().getHeaders());
	}

	boolean isBodyRepeatable() {
		return !hasBody() || !this.bodyRead || isCached();
	}

	private boolean hasBody() {
		HttpHeaders headers = original().getHeaders();
		return headers.getContentLength() > 0 || headers.containsHeader(HttpHeaders.TRANSFER_ENCODING);
	}

	private boolean isCached() {
		return this.exchange
			.<Object>getAttribute(ServerWebExchangeUtils.CACHED_REQUEST_BODY_ATTR) instanceof DataBuffer;
	}

	/**
	 * Return the instances that have been tried.
	 */
	TriedInstances tried() {
		return this.tried;
	}

	/**
	 * Route the request.
	 * @param headers headers of the attempt
	 * @return the exchange when the response has begun
	 */
	Mono<ServerWebExchange> route(HttpHeaders headers) {
		this.tried.next();
		this.exchange.getAttributes().put(ServerWebExchangeUtils.GATEWAY_REQUEST_URL_ATTR, this.url);
		this.exchange.getAttributes().put(TriedInstances.ATTRIBUTE, this.tried);
		ServerHttpRequest request = original().mutate().headers((all) -> all.putAll(headers)).build();
		return this.chain.filter(this.exchange.mutate().request(new WatchedRequest(request)).build())
			.doOnCancel(this.tried::giveUp)
			.thenReturn(this.exchange);
	}

	/**
	 * Forget the response of an attempt that another one replaces.
	 */
	void reset() {
		ServerWebExchangeUtils.reset(this.exchange);
		this.exchange.getResponse().setStatusCode(this.statusBefore);
	}

	void put(RoutedBody body) {
		this.exchange.getAttributes().put(RoutedBody.ATTRIBUTE, body);
	}

	private final class WatchedRequest extends ServerHttpRequestDecorator {

		WatchedRequest(ServerHttpRequest request) {
			super(request);
		}

		// A server cannot read a body a second time, not even an empty one
		@Override
		public Flux<DataBuffer> getBody() {
			return hasBody() ? super.getBody().doOnSubscribe((subscription) -> RoutedExchange.this.bodyRead = true)
					: Flux.empty();
		}

	}

}
