package io.github.resiliencestarter.http;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.filter.NettyWriteResponseFilter;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.ServerWebExchange;

/**
 * Filter of Spring Cloud Gateway on WebFlux that watches the body of a guarded response.
 * It is around the filter that passes the body on, which runs when the guard's own filter
 * has finished.
 */
class RoutedBodyFilter implements GlobalFilter, Ordered {

	private static final int AROUND_THE_WRITER = NettyWriteResponseFilter.WRITE_RESPONSE_FILTER_ORDER - 1;

	@Override
	public int getOrder() {
		return AROUND_THE_WRITER;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
		return chain.filter(exchange.mutate().response(new WatchedResponse(exchange)).build())
			.doFinally((signal) -> ended(exchange));
	}

	// A response may have no body
	private static void ended(ServerWebExchange exchange) {
		RoutedBody body = bodyOf(exchange);
		if (body != null) {
			body.completion().ended(null);
		}
	}

	private static @Nullable RoutedBody bodyOf(ServerWebExchange exchange) {
		return exchange.getAttribute(RoutedBody.ATTRIBUTE);
	}

	private static final class WatchedResponse extends ServerHttpResponseDecorator {

		private final ServerWebExchange exchange;

		WatchedResponse(ServerWebExchange exchange) {
			super(exchange.getResponse());
			this.exchange = exchange;
		}

		@Override
		public Mono<Void> writeWith(Publisher<? extends DataBuffer> data) {
			RoutedBody body = bodyOf(this.exchange);
			return super.writeWith((body != null) ? body.watch(Flux.from(data)) : data);
		}

	}

}
