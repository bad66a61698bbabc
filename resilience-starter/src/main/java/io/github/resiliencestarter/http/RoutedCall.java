package io.github.resiliencestarter.http;

import java.net.SocketTimeoutException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import io.github.resiliencestarter.deadline.CurrentDeadline;
import io.github.resiliencestarter.failure.AttemptedRequest;
import io.github.resiliencestarter.failure.NoInstanceException;
import io.github.resiliencestarter.failure.Place;
import io.github.resiliencestarter.guard.Attempt;
import io.github.resiliencestarter.guard.Completion;
import io.github.resiliencestarter.guard.Outcome;
import io.github.resiliencestarter.guard.ReactiveCall;
import io.github.resiliencestarter.loadbalancing.Visit;
import io.micrometer.observation.Observation;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import org.springframework.cloud.gateway.support.TimeoutException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;

/**
 * One call of Spring Cloud Gateway on WebFlux. Its result is the exchange when the
 * response of the target has begun.
 */
class RoutedCall implements ReactiveCall<ServerWebExchange>, AttemptedRequest {

	private final HttpGuard http;

	private final String target;

	private final RoutedExchange routed;

	private final Scheduler scheduler;

	// The last attempt: its response may still be in flight when the guard has finished
	private volatile @Nullable Attempt attempt;

	RoutedCall(HttpGuard http, String target, RoutedExchange routed, Scheduler scheduler) {
		this.http = http;
		this.target = target;
		this.routed = routed;
		this.scheduler = scheduler;
	}

	@Override
	public Mono<ServerWebExchange> attempt(Attempt attempt) {
		if (this.attempt != null) {
			this.routed.reset();
		}
		this.attempt = attempt;
		return Mono.deferContextual((context) -> {
			HttpHeaders headers = new HttpHeaders();
			Map<String, Object> attributes = new HashMap<>(2);
			this.http.deadline().addTo(attempt.limit(), headers::set, attributes::put);
			if (this.routed.isBalanced()) {
				this.http.deadline().addToDiscovered(attributes, headers::set);
			}
			Observation observation = this.http.observation().of(this.target, attempt, headers);
			Observation parent = context.getOrDefault(ObservationThreadLocalAccessor.KEY, null);
			observation.parentObservation(parent).start();
			return this.routed.route(headers)
				.timeout(attempt.timeLeft(), Mono.error(() -> timedOut(attempt)), this.scheduler)
				.doOnError(this::failed)
				.doOnError(observation::error)
				.doFinally((signal) -> observation.stop())
				.contextWrite((inner) -> CurrentDeadline.put(inner.put(ObservationThreadLocalAccessor.KEY, observation),
						attempt.deadlineOfCallsWithin()));
		});
	}

	@Override
	public Outcome outcomeOf(ServerWebExchange exchange) {
		HttpStatusCode status = Objects.requireNonNullElse(exchange.getResponse().getStatusCode(), HttpStatus.OK);
		return this.http.rules().outcomeOf(this, status, exchange.getResponse().getHeaders(), view());
	}

	@Override
	public Outcome outcomeOf(Throwable error) {
		return this.http.rules().outcomeOf(this, reasonOf(error), this.routed.tried(), view());
	}

	// The gateway turns a timeout of its own, and the lack of an instance, into a
	// response
	private Throwable reasonOf(Throwable error) {
		if (this.routed.tried().wasNoneAvailable()) {
			return new NoInstanceException(error.getMessage(), error);
		}
		return isTimeoutOfTheGateway(error) ? new SocketTimeoutException(error.getMessage()) : error;
	}

	private static boolean isTimeoutOfTheGateway(Throwable error) {
		return error instanceof ResponseStatusException && error.getCause() instanceof TimeoutException;
	}

	// To the load balancer it is an error of the gateway
	private void failed(Throwable error) {
		if (isTimeoutOfTheGateway(error)) {
			failedAfterAll(reasonOf(error));
		}
	}

	private CallerView view() {
		return new LibraryCallerView(this.routed.original());
	}

	@Override
	public String target() {
		return this.target;
	}

	@Override
	public boolean isBodyRepeatable() {
		return this.routed.isBodyRepeatable();
	}

	@Override
	public boolean isIdempotent() {
		return this.routed.isIdempotent();
	}

	@Override
	public @Nullable Place placeOf(Attempt attempt) {
		return this.routed.tried().visit();
	}

	@Override
	public ServerWebExchange deliver(ServerWebExchange exchange, Completion completion) {
		if (this.http.rules().isEndless(exchange.getResponse().getHeaders())) {
			completion.ended(null);
			return exchange;
		}
		Attempt attempt = Objects.requireNonNull(this.attempt);
		Completion watched = (error) -> {
			if (error != null) {
				failedAfterAll(error);
			}
			completion.ended(error);
		};
		this.routed
			.put(new RoutedBody(new TimedBody(attempt, watched, this.scheduler, () -> timeout(attempt)), watched));
		return exchange;
	}

	private void failedAfterAll(Throwable error) {
		Visit visit = this.routed.tried().visit();
		if (visit != null && !this.http.rules().isExcused(this, error)) {
			visit.failedAfterAll();
		}
	}

	private SocketTimeoutException timedOut(Attempt attempt) {
		SocketTimeoutException timeout = timeout(attempt);
		failedAfterAll(timeout);
		return timeout;
	}

	private SocketTimeoutException timeout(Attempt attempt) {
		return new SocketTimeoutException(
				"No complete response from '" + this.target + "' within " + attempt.limit().toMillis() + " ms");
	}

}
