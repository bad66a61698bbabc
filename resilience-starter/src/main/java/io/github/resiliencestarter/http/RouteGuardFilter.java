package io.github.resiliencestarter.http;

import java.net.SocketTimeoutException;
import java.net.URI;

import io.github.resiliencestarter.guard.Guard;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.filter.ReactiveLoadBalancerClientFilter;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;

/**
 * Filter of Spring Cloud Gateway on WebFlux that guards the target of a route. It is in
 * front of the load balancer, which chooses an instance for each attempt, and behind the
 * filters of the route, such as {@code CircuitBreaker}.
 */
class RouteGuardFilter implements GlobalFilter, Ordered {

	private static final int BEFORE_LOAD_BALANCER = ReactiveLoadBalancerClientFilter.LOAD_BALANCER_CLIENT_FILTER_ORDER
			- 1;

	private final HttpGuard http;

	private final Scheduler scheduler;

	RouteGuardFilter(HttpGuard http, Scheduler scheduler) {
		this.http = http;
		this.scheduler = scheduler;
	}

	@Override
	public int getOrder() {
		return BEFORE_LOAD_BALANCER;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
		URI url = exchange.getAttribute(ServerWebExchangeUtils.GATEWAY_REQUEST_URL_ATTR);
		String target = (url != null && isCall(exchange, url)) ? TargetName.of(url) : null;
		Guard guard = (target != null && !Unguarded.test(exchange.getAttributes()))
				? this.http.guards().forTarget(target) : null;
		if (guard == null || target == null || url == null) {
			return chain.filter(exchange);
		}
		// New state for each subscription: the gateway's own retry subscribes again
		return Mono
			.defer(() -> guard
				.call(new RoutedCall(this.http, target, new RoutedExchange(exchange, chain, url), this.scheduler)))
			.onErrorMap(SocketTimeoutException.class,
					(timeout) -> new ResponseStatusException(HttpStatus.GATEWAY_TIMEOUT, timeout.getMessage(), timeout))
			.then();
	}

	// A WebSocket is not a call
	private static boolean isCall(ServerWebExchange exchange, URI url) {
		String scheme = url.getScheme();
		return ("lb".equals(scheme) || "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme))
				&& !"websocket".equalsIgnoreCase(upgradeOf(exchange));
	}

	private static @Nullable String upgradeOf(ServerWebExchange exchange) {
		return exchange.getRequest().getHeaders().getFirst(HttpHeaders.UPGRADE);
	}

}
