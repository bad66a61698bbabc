package io.github.resiliencestarter.caller;

import java.security.Principal;
import java.time.Duration;

import io.github.resiliencestarter.failure.RetryAfterHeader;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Web filter that responds with 429 to a caller that has sent more requests than it may.
 */
final class CallerLimitWebFilter implements WebFilter, Ordered {

	private final String header;

	private final CallerLimits limits;

	CallerLimitWebFilter(String header, CallerLimits limits) {
		this.header = header;
		this.limits = limits;
	}

	@Override
	public int getOrder() {
		return CallerAutoConfiguration.FILTER_ORDER;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		if (this.limits.excludes(exchange.getRequest().getPath().pathWithinApplication())) {
			return chain.filter(exchange);
		}
		if (this.limits.by() == CallerIdentity.APPLICATION) {
			return filter(exchange, chain, exchange.getRequest().getHeaders().getFirst(this.header));
		}
		return exchange.getPrincipal()
			.map(Principal::getName)
			.defaultIfEmpty("")
			.flatMap((name) -> filter(exchange, chain, name));
	}

	private Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain, @Nullable String caller) {
		Duration wait = this.limits.admit(caller);
		if (wait == null) {
			return chain.filter(exchange);
		}
		ServerHttpResponse response = exchange.getResponse();
		response.setStatusCode(HttpStatus.TOO_MANY_REQUESTS);
		response.getHeaders().set(HttpHeaders.RETRY_AFTER, RetryAfterHeader.seconds(wait));
		response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
		return response.writeWith(Mono.just(response.bufferFactory().wrap(TooManyRequests.body())));
	}

}
