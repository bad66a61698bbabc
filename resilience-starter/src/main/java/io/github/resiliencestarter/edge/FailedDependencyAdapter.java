package io.github.resiliencestarter.edge;

import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.reactive.DispatchExceptionHandler;
import org.springframework.web.reactive.HandlerAdapter;
import org.springframework.web.reactive.HandlerResult;
import org.springframework.web.server.ServerWebExchange;

/**
 * Handler adapter of WebFlux that adds the {@link FailedDependencyHeader} before any
 * exception handler responds, and leaves everything else to the adapter that supports the
 * handler. {@link FailedDependencyResolver} is its counterpart for Spring MVC.
 */
class FailedDependencyAdapter implements HandlerAdapter, Ordered {

	private final FailedDependencyHeader header;

	private final Supplier<List<HandlerAdapter>> adapters;

	FailedDependencyAdapter(FailedDependencyHeader header, ObjectProvider<HandlerAdapter> adapters) {
		this.header = header;
		this.adapters = SingletonSupplier
			.of(() -> adapters.orderedStream().filter((adapter) -> adapter != this).toList());
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public boolean supports(Object handler) {
		return adapter(handler) != null;
	}

	@Override
	public Mono<HandlerResult> handle(ServerWebExchange exchange, Object handler) {
		HandlerAdapter adapter = adapter(handler);
		if (adapter == null) {
			return Mono.error(new IllegalStateException("No HandlerAdapter for " + handler));
		}
		return adapter.handle(exchange, handler)
			.doOnNext(this::observe)
			.doOnError((failure) -> addTo(exchange, failure));
	}

	private @Nullable HandlerAdapter adapter(Object handler) {
		for (HandlerAdapter adapter : this.adapters.get()) {
			if (adapter.supports(handler)) {
				return adapter;
			}
		}
		return null;
	}

	/**
	 * Observe the failures of what the handler has returned, such as a {@code Mono}.
	 */
	private void observe(HandlerResult result) {
		DispatchExceptionHandler handler = result.getExceptionHandler();
		if (handler != null) {
			result.setExceptionHandler((exchange, failure) -> {
				addTo(exchange, failure);
				return handler.handleError(exchange, failure);
			});
		}
	}

	private void addTo(ServerWebExchange exchange, Throwable failure) {
		if (!exchange.getResponse().isCommitted()) {
			HttpHeaders request = exchange.getRequest().getHeaders();
			this.header.addIfCausedBy(failure, request::containsHeader, exchange.getResponse().getHeaders()::set);
		}
	}

}
