package io.github.resiliencestarter.edge;

import java.util.function.LongSupplier;

import io.github.resiliencestarter.deadline.CurrentDeadline;
import io.github.resiliencestarter.deadline.Deadline;
import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Web filter that sets the deadline of each request from the remaining time of its
 * caller, and responds with 504 if that time has expired.
 */
class DeadlineWebFilter implements WebFilter, Ordered {

	private final TimeoutHeaders headers;

	private final LongSupplier nanoClock;

	DeadlineWebFilter(TimeoutHeaders headers, LongSupplier nanoClock) {
		this.headers = headers;
		this.nanoClock = nanoClock;
	}

	@Override
	public int getOrder() {
		return RequestDeadlineAutoConfiguration.FILTER_ORDER;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		Deadline deadline = Deadline
			.after(this.headers.read((name) -> exchange.getRequest().getHeaders().getOrEmpty(name)), this.nanoClock);
		if (deadline.isOver()) {
			return reject(exchange.getResponse());
		}
		ServerHttpResponse response = exchange.getResponse();
		response.beforeCommit(() -> Mono.fromRunnable(deadline::lift));
		// A stream has begun, though nothing is sent until its first element
		deadline.liftWhen(() -> StreamingMediaTypes.in(response.getHeaders().getFirst(HttpHeaders.CONTENT_TYPE)));
		return chain.filter(exchange)
			.doFinally((signal) -> deadline.lift())
			.contextWrite((context) -> CurrentDeadline.put(context, deadline));
	}

	private static Mono<Void> reject(ServerHttpResponse response) {
		response.setStatusCode(HttpStatus.GATEWAY_TIMEOUT);
		response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
		DataBuffer body = response.bufferFactory().wrap(ExpiredRequest.body());
		return response.writeWith(Mono.just(body));
	}

}
