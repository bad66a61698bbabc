package io.github.resiliencestarter.http;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

import io.github.resiliencestarter.deadline.CurrentDeadline;
import io.github.resiliencestarter.failure.AttemptedRequest;
import io.github.resiliencestarter.failure.HttpJudge;
import io.github.resiliencestarter.failure.Place;
import io.github.resiliencestarter.guard.Attempt;
import io.github.resiliencestarter.guard.CallEnd;
import io.github.resiliencestarter.guard.Completion;
import io.github.resiliencestarter.guard.Hedge;
import io.github.resiliencestarter.guard.Outcome;
import io.github.resiliencestarter.guard.ReactiveCall;
import io.github.resiliencestarter.loadbalancing.TriedInstances;
import io.micrometer.observation.Observation;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.Context;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRequest;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClientRequestException;

/**
 * One call of a reactive client.
 */
class FilteredCall implements ReactiveCall<ClientResponse>, AttemptedRequest {

	private static final Log logger = LogFactory.getLog(FilteredCall.class);

	// Private constant of Reactor's Hooks
	private static final String DROPPED_ERRORS = "reactor.onErrorDropped.local";

	private final HttpGuard http;

	private final String target;

	// The request whose response the caller gets
	private volatile FilteredRequest request;

	private final Scheduler scheduler;

	private final CallsWithin callsWithin = new CallsWithin();

	// The last attempt: its response may still be in flight when the guard has finished
	private volatile @Nullable Attempt attempt;

	private final @Nullable CallEnd end;

	private volatile @Nullable Outcome lastOutcome;

	FilteredCall(HttpGuard http, String target, FilteredRequest request, Scheduler scheduler, @Nullable CallEnd end) {
		this.http = http;
		this.target = target;
		this.request = request;
		this.scheduler = scheduler;
		this.end = end;
	}

	@Override
	public @Nullable CallEnd end() {
		return this.end;
	}

	/**
	 * Return the outcome of the last attempt, or {@code null} if there was none.
	 */
	@Nullable Outcome lastOutcome() {
		return this.lastOutcome;
	}

	/**
	 * Return the request whose response the caller gets, as it was last sent.
	 */
	@Nullable HttpRequest lastSent() {
		return this.request.lastSent();
	}

	@Override
	public Mono<ClientResponse> attempt(Attempt attempt) {
		this.attempt = attempt;
		FilteredRequest request = this.request;
		Hedge hedge = request.isIdempotent() ? attempt.hedge() : null;
		return (hedge != null) ? new HedgedReactiveRequest(this, hedge, attempt, request).send(this.scheduler)
				: send(attempt, request, false);
	}

	/**
	 * Make a request the one whose response the caller gets.
	 */
	void answeredBy(FilteredRequest request, Attempt attempt) {
		this.request = request;
		this.attempt = attempt;
	}

	/**
	 * Send a request.
	 * @param hedge whether it is the second of an attempt
	 */
	Mono<ClientResponse> send(Attempt attempt, FilteredRequest request, boolean hedge) {
		return Mono.deferContextual((context) -> {
			HttpHeaders headers = new HttpHeaders();
			Map<String, Object> attributes = new HashMap<>(2);
			this.http.deadline().addTo(attempt.limit(), headers::set, attributes::put);
			Observation observation = hedge ? this.http.observation().ofHedge(this.target, headers)
					: this.http.observation().of(this.target, attempt, headers);
			Observation parent = context.getOrDefault(ObservationThreadLocalAccessor.KEY, null);
			observation.parentObservation(parent).start();
			return request.send((toSend) -> headers.forEach(toSend::put), attributes)
				.timeout(attempt.timeLeft(), Mono.error(() -> timedOut(attempt, request)), this.scheduler)
				.doOnError(observation::error)
				.doFinally((signal) -> observation.stop())
				.contextWrite((inner) -> this.callsWithin
					.put(CurrentDeadline.put(attemptContext(inner, observation), attempt.deadlineOfCallsWithin())));
		});
	}

	private static Context attemptContext(Context context, Observation observation) {
		Context with = context.put(ObservationThreadLocalAccessor.KEY, observation);
		// A canceled attempt still fails after its subscriber is gone, which is not
		// worth an ERROR
		return with.hasKey(DROPPED_ERRORS) ? with
				: with.put(DROPPED_ERRORS, (Consumer<Throwable>) (ex) -> logger.debug("Canceled attempt failed", ex));
	}

	@Override
	public Outcome outcomeOf(ClientResponse response) {
		Outcome outcome = this.http.rules()
			.outcomeOf(this, response.statusCode(), response.headers().asHttpHeaders(), view());
		this.lastOutcome = outcome;
		return outcome;
	}

	@Override
	public Outcome outcomeOf(Throwable error) {
		Outcome outcome = judge(error);
		this.lastOutcome = outcome;
		return outcome;
	}

	private Outcome judge(Throwable error) {
		if (this.callsWithin.haveFailedWith(error)) {
			return Outcome.UNRELATED;
		}
		return this.http.rules().outcomeOf(this, HttpJudge.unwrap(error), this.request.tried(), view());
	}

	private CallerView view() {
		return new ReactiveCallerView(this.request.original());
	}

	@Override
	public String target() {
		return this.target;
	}

	@Override
	public boolean isBodyRepeatable() {
		return this.request.isBodyRepeatable();
	}

	@Override
	public boolean isIdempotent() {
		return this.request.isIdempotent();
	}

	@Override
	public boolean isUnsent() {
		return this.request.failedBeforeSending();
	}

	@Override
	public @Nullable Place placeOf(Attempt attempt) {
		return TriedInstances.visitOf(this.request.tried());
	}

	@Override
	public Mono<Void> discard(ClientResponse response) {
		// Reading the rest of the body keeps the connection, but must not take forever
		return response.releaseBody().timeout(timeLeft(), Mono.empty(), this.scheduler).onErrorComplete();
	}

	@Override
	public ClientResponse deliver(ClientResponse response, Completion completion) {
		if (this.http.rules().isEndless(response.headers().asHttpHeaders())) {
			completion.ended(null);
			return response;
		}
		Attempt attempt = Objects.requireNonNull(this.attempt);
		TimedBody body = new TimedBody(attempt, (error) -> {
			Throwable unwrapped = (error != null) ? HttpJudge.unwrap(error) : null;
			if (unwrapped != null) {
				failedAfterAll(this.request, unwrapped);
			}
			completion.ended(unwrapped);
		}, this.scheduler, () -> timeout(attempt));
		return response.mutate().body(body::watch).build();
	}

	private void failedAfterAll(FilteredRequest request, Throwable error) {
		if (!this.http.rules().isExcused(this, error)) {
			request.failedAfterAll();
		}
	}

	private Duration timeLeft() {
		Attempt attempt = this.attempt;
		return (attempt != null) ? attempt.timeLeft() : Duration.ZERO;
	}

	private WebClientRequestException timedOut(Attempt attempt, FilteredRequest request) {
		WebClientRequestException timeout = timeout(attempt);
		failedAfterAll(request, HttpJudge.unwrap(timeout));
		return timeout;
	}

	// The same exception that connectors throw for connection errors
	private WebClientRequestException timeout(@Nullable Attempt attempt) {
		long millis = (attempt != null) ? attempt.limit().toMillis() : 0;
		IOException cause = new SocketTimeoutException(
				"No complete response from '" + this.target + "' within " + millis + " ms");
		ClientRequest original = this.request.original();
		return new WebClientRequestException(cause, original.method(), original.url(), original.headers());
	}

}
