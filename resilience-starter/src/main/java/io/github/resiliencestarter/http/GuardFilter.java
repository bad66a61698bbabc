package io.github.resiliencestarter.http;

import java.util.List;
import java.util.function.Function;

import io.github.resiliencestarter.guard.Guard;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Filter that guards the calls of {@code WebClient}.
 * <p>
 * Outermost filter, so that every attempt goes through all others: the load balancer
 * chooses again, and a token is fetched again.
 */
class GuardFilter implements ExchangeFilterFunction {

	private final HttpGuard http;

	private final Scheduler scheduler;

	private final TestClients testClients;

	GuardFilter(HttpGuard http, Scheduler scheduler, TestClients testClients) {
		this.http = http;
		this.scheduler = scheduler;
		this.testClients = testClients;
	}

	// Spring puts a filter in front of others with andThen and apply. The first filter
	// learns when its request reaches the end of the chain

	@Override
	public ExchangeFilterFunction andThen(ExchangeFilterFunction next) {
		return new WithOthers(next);
	}

	@Override
	public ExchangeFunction apply(ExchangeFunction end) {
		ClientCodecs codecs = new ClientCodecs();
		return this.testClients.isMock(end) ? end
				: (request) -> exchange(request, (sent) -> sent.watching(end), codecs);
	}

	@Override
	public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
		return exchange(request, (sent) -> {
			sent.unknown();
			return next;
		}, new ClientCodecs());
	}

	private Mono<ClientResponse> exchange(ClientRequest request, Function<SentFlag, ExchangeFunction> next,
			ClientCodecs codecs) {
		String target = TargetName.of(request.url());
		Guard guard = (target != null && !Unguarded.test(request.attributes())) ? this.http.guards().forTarget(target)
				: null;
		if (guard == null || target == null) {
			return next.apply(new SentFlag()).exchange(request);
		}
		// New state for each subscription: each one is a separate call
		return Mono.deferContextual((context) -> call(guard, new FilteredRequest(request, next, codecs))
			.doOnError((error) -> CallsWithin.failed(context, error)));
	}

	private Mono<ClientResponse> call(Guard guard, FilteredRequest request) {
		HttpFallback fallback = this.http.fallbacks().of(guard.target(), new ReactiveRequest(request.original()));
		return (fallback != null)
				? new RecoverableReactiveCall(this.http, guard, request, fallback, this.scheduler).run()
				: guard.call(new FilteredCall(this.http, guard.target(), request, this.scheduler, null));
	}

	/**
	 * Add this filter in front of the others unless it is already there.
	 */
	void addTo(WebClient.Builder builder) {
		builder.filters(this::addTo);
	}

	private void addTo(List<ExchangeFilterFunction> filters) {
		if (!filters.contains(this)) {
			filters.add(0, this);
		}
	}

	/**
	 * This filter and the filters after it.
	 */
	private final class WithOthers implements ExchangeFilterFunction {

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
			ClientCodecs codecs = new ClientCodecs();
			return GuardFilter.this.testClients.isMock(end) ? this.others.apply(end) : (request) -> GuardFilter.this
				.exchange(request, (sent) -> this.others.apply(sent.watching(end)), codecs);
		}

		@Override
		public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
			return GuardFilter.this.filter(request, this.others.apply(next));
		}

	}

}
