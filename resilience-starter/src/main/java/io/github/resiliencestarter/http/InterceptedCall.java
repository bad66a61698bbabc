package io.github.resiliencestarter.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

import io.github.resiliencestarter.failure.AttemptedRequest;
import io.github.resiliencestarter.failure.NoInstanceException;
import io.github.resiliencestarter.failure.Place;
import io.github.resiliencestarter.guard.Attempt;
import io.github.resiliencestarter.guard.BlockingCall;
import io.github.resiliencestarter.guard.CallEnd;
import io.github.resiliencestarter.guard.Completion;
import io.github.resiliencestarter.guard.Hedge;
import io.github.resiliencestarter.guard.Outcome;
import io.github.resiliencestarter.loadbalancing.TriedInstances;
import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.support.HttpRequestWrapper;

/**
 * One call of a blocking client. Its body is in memory, so it can always be sent again.
 */
class InterceptedCall implements BlockingCall<TimedResponse>, AttemptedRequest {

	// Share of its time that an attempt may have left when it counts as timed out
	private static final int OUT_OF_TIME_SHARE = 10;

	private final HttpGuard http;

	private final String target;

	private final HttpRequest request;

	// The exchange whose response the caller gets
	private volatile GuardInterceptor.Exchange exchange;

	private final boolean idempotent;

	// The request if it belongs to a client library without Spring's interceptors
	private final @Nullable LibraryRequest library;

	private final @Nullable CallEnd end;

	// The request is sent instead of another one, and not again if that fails too
	private final boolean once;

	private @Nullable Attempt attempt;

	private volatile @Nullable Outcome lastOutcome;

	InterceptedCall(HttpGuard http, String target, HttpRequest request, GuardInterceptor.Exchange exchange,
			@Nullable CallEnd end) {
		this.http = http;
		this.target = target;
		this.request = request;
		this.exchange = exchange;
		this.end = end;
		this.once = request instanceof RedirectedRequest;
		this.idempotent = Idempotency.test(request.getMethod(), request.getHeaders(), request.getAttributes());
		this.library = (request instanceof LibraryRequest library) ? library : null;
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

	@Override
	public TimedResponse attempt(Attempt attempt) throws Exception {
		this.attempt = attempt;
		GuardInterceptor.Exchange exchange = this.exchange;
		Hedge hedge = isHedgeable() ? attempt.hedge() : null;
		AttemptRequest request = new AttemptRequest(this.request, this.request.getAttributes());
		return (hedge != null)
				? new HedgedBlockingRequest(this, hedge, attempt, exchange).send(this.http.hedges(), request)
				: send(exchange, request, attempt, false, InterceptedCall::ignore);
	}

	private boolean isHedgeable() {
		return this.idempotent && !this.once && (this.library == null || this.library.isHedgeable());
	}

	/**
	 * Send a request.
	 * @param hedge whether it is the second of an attempt
	 * @param begun told of the attempt before the request is sent
	 */
	TimedResponse send(GuardInterceptor.Exchange exchange, AttemptRequest request, Attempt attempt, boolean hedge,
			Consumer<TimedAttempt> begun) throws Exception {
		this.http.deadline().addTo(attempt.limit(), request.getHeaders()::set, request.getAttributes()::put);
		Observation observation = hedge ? this.http.observation().ofHedge(this.target, request.getHeaders())
				: this.http.observation().of(this.target, attempt, request.getHeaders());
		return observation.observeChecked(() -> {
			TimedAttempt timed = exchange.begin(this.target, attempt);
			begun.accept(timed);
			return exchange.run(this, request, timed);
		});
	}

	private static void ignore(TimedAttempt begun) {
	}

	/**
	 * Make an exchange the one whose response the caller gets.
	 */
	void answeredBy(GuardInterceptor.Exchange exchange, Attempt attempt) {
		this.exchange = exchange;
		this.attempt = attempt;
	}

	/**
	 * Return a copy of the request that shares nothing with it.
	 */
	AttemptRequest copyOfRequest() {
		return new AttemptRequest(this.request, new HashMap<>(this.request.getAttributes()));
	}

	@Override
	public Outcome outcomeOf(TimedResponse response) {
		Outcome outcome = judge(response);
		this.lastOutcome = outcome;
		return outcome;
	}

	private Outcome judge(TimedResponse response) {
		if (this.library != null && this.exchange.hadNoInstance()) {
			// A load balancer may respond itself
			return judge(new NoInstanceException("No instance of '" + this.target + "'", null));
		}
		try {
			return this.http.rules().outcomeOf(this, response.getStatusCode(), response.getHeaders(), view());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public Outcome outcomeOf(Throwable error) {
		Outcome outcome = judge(error);
		this.lastOutcome = outcome;
		return outcome;
	}

	private Outcome judge(Throwable error) {
		if (Thread.currentThread().isInterrupted()) {
			return ofInterruption(error);
		}
		if (this.library != null && this.library.isCanceled()) {
			return Outcome.UNRELATED;
		}
		return this.http.rules().outcomeOf(this, error, this.exchange.tried(), view());
	}

	// An interrupt says nothing about the target, unless the attempt was out of time
	// anyway: then the call around it has timed out a moment earlier and interrupted it
	private Outcome ofInterruption(Throwable error) {
		Attempt attempt = this.attempt;
		boolean outOfTime = attempt != null
				&& attempt.timeLeft().compareTo(attempt.limit().dividedBy(OUT_OF_TIME_SHARE)) <= 0;
		return outOfTime ? new Outcome.Failure(view().ofError(error), false, null) : Outcome.UNRELATED;
	}

	@Override
	public String target() {
		return this.target;
	}

	@Override
	public boolean isBodyRepeatable() {
		return !this.once && (this.library == null || this.library.isRepeatable());
	}

	@Override
	public boolean isIdempotent() {
		return this.idempotent;
	}

	@Override
	public boolean isUnsent() {
		return this.exchange.failedBeforeSending();
	}

	private CallerView view() {
		return (this.library != null) ? this.library.view() : new BlockingCallerView(this.request);
	}

	@Override
	public @Nullable Place placeOf(Attempt attempt) {
		return TriedInstances.visitOf(this.exchange.tried());
	}

	@Override
	public void discard(TimedResponse response) {
		response.close();
	}

	@Override
	public TimedResponse deliver(TimedResponse response, Completion completion) {
		response.deliver(this.exchange.watched(this, completion), this.http.rules().isEndless(response.getHeaders()));
		return response;
	}

	/**
	 * Request of one attempt. It has its own headers, so that headers added by other
	 * interceptors do not accumulate across attempts.
	 */
	static final class AttemptRequest extends HttpRequestWrapper {

		private final HttpHeaders headers;

		private final Map<String, Object> attributes;

		AttemptRequest(HttpRequest request, Map<String, Object> attributes) {
			super(request);
			this.attributes = attributes;
			this.headers = HttpHeaders.copyOf(request.getHeaders());
		}

		@Override
		public HttpHeaders getHeaders() {
			return this.headers;
		}

		@Override
		public Map<String, Object> getAttributes() {
			return this.attributes;
		}

	}

}
