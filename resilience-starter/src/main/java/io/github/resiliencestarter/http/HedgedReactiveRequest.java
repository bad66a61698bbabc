package io.github.resiliencestarter.http;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.resiliencestarter.guard.Attempt;
import io.github.resiliencestarter.guard.Hedge;
import io.github.resiliencestarter.guard.Outcome;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

import org.springframework.web.reactive.function.client.ClientResponse;

/**
 * Reactive attempt that sends its request to a second instance if the first does not
 * respond in time. The first good response wins, and the subscription to the other is
 * canceled. If neither is good, the result is that of the first.
 */
final class HedgedReactiveRequest {

	private final FilteredCall call;

	private final Hedge hedge;

	private final Attempt attempt;

	private final FilteredRequest request;

	// Until the first request has ended or the second is due, whichever is first
	private final AtomicBoolean open = new AtomicBoolean(true);

	// Whether one of the two has a good response
	private final AtomicBoolean decided = new AtomicBoolean();

	private final AtomicBoolean observed = new AtomicBoolean();

	private final Sinks.Empty<Void> firstEnds = Sinks.empty();

	private final Sinks.Empty<Void> secondEnds = Sinks.empty();

	HedgedReactiveRequest(FilteredCall call, Hedge hedge, Attempt attempt, FilteredRequest request) {
		this.call = call;
		this.hedge = hedge;
		this.attempt = attempt;
		this.request = request;
	}

	Mono<ClientResponse> send(Scheduler scheduler) {
		Duration delay = this.hedge.delay();
		Mono<Answer> first = sendFirst();
		if (delay == null) {
			return first.flatMap(Answer::result);
		}
		// Cancels only the request that loses: the body of the other is still to come
		Mono<Answer> second = Mono.delay(delay, scheduler)
			.filter((tick) -> this.open.compareAndSet(true, false))
			.flatMap((tick) -> Mono.defer(this::sendSecond).onErrorComplete())
			.takeUntilOther(this.secondEnds.asMono());
		return Flux.merge(first.takeUntilOther(this.firstEnds.asMono()).filter(this::firstCounts), second)
			.reduce(this::better)
			.doOnDiscard(Answer.class, this::discard)
			.flatMap(this::decided);
	}

	private Mono<Answer> sendFirst() {
		return this.call.send(this.attempt, this.request, false)
			.map((response) -> new Answer(this.request, this.attempt, response, null, isGood(response)))
			.onErrorResume((error) -> Mono.just(new Answer(this.request, this.attempt, null, error, false)))
			.defaultIfEmpty(new Answer(this.request, this.attempt, null, null, false))
			.doOnNext((answer) -> observe(answer.good()));
	}

	private boolean firstCounts(Answer answer) {
		boolean alone = this.open.compareAndSet(true, false);
		if (answer.good() && !this.decided.compareAndSet(false, true)) {
			discard(answer);
			return false;
		}
		if (answer.good() || alone) {
			this.secondEnds.tryEmitEmpty();
		}
		return true;
	}

	private Mono<Answer> sendSecond() {
		FilteredRequest second = this.request.second();
		Attempt attempt = (second != null) ? this.hedge.begin() : null;
		if (second == null || attempt == null) {
			return Mono.empty();
		}
		return this.call.send(attempt, second, true)
			.map((response) -> new Answer(second, attempt, response, null, isGood(response)))
			.filter(this::secondCounts)
			.onErrorComplete()
			.doFinally((signal) -> this.hedge.end());
	}

	private boolean secondCounts(Answer answer) {
		if (answer.good() && this.decided.compareAndSet(false, true)) {
			this.firstEnds.tryEmitEmpty();
			return true;
		}
		discard(answer);
		return false;
	}

	private Answer better(Answer first, Answer second) {
		discard(first);
		return second;
	}

	private void discard(Answer answer) {
		if (answer.response() != null) {
			this.call.discard(answer.response()).subscribe();
		}
	}

	private Mono<ClientResponse> decided(Answer answer) {
		if (answer.request() != this.request) {
			observe(false);
			this.call.answeredBy(answer.request(), answer.attempt());
			this.hedge.won(answer.attempt());
		}
		return answer.result();
	}

	private void observe(boolean good) {
		if (this.observed.compareAndSet(false, true)) {
			this.hedge.observe(good);
		}
	}

	private boolean isGood(ClientResponse response) {
		return this.call.outcomeOf(response) instanceof Outcome.Success;
	}

	/**
	 * End of one of the two requests.
	 *
	 * @param request the request
	 * @param attempt the attempt, for the time that is left
	 * @param response the response, or {@code null} if there is none
	 * @param error the error, or {@code null} if there is none
	 * @param good whether the response ends the attempt
	 */
	private record Answer(FilteredRequest request, Attempt attempt, @Nullable ClientResponse response,
			@Nullable Throwable error, boolean good) {

		Mono<ClientResponse> result() {
			return (this.error != null) ? Mono.error(this.error) : Mono.justOrEmpty(this.response);
		}

	}

}
