package io.github.resiliencestarter.http;

import java.io.IOException;
import java.io.UncheckedIOException;

import io.github.resiliencestarter.guard.CallEnd;
import io.github.resiliencestarter.guard.CallResult;
import io.github.resiliencestarter.guard.Guard;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.web.reactive.function.client.ClientResponse;

/**
 * Call of a reactive client with a last good answer, which the caller gets if the guard
 * gives up. Without one, the caller gets the original failure.
 */
class RecoverableReactiveCall {

	private static final byte[] UNREAD = {};

	private final HttpGuard http;

	private final Guard guard;

	private final HttpFallback fallback;

	private final ClientCodecs codecs;

	private final CallEnd end = new CallEnd();

	private final FilteredCall call;

	RecoverableReactiveCall(HttpGuard http, Guard guard, FilteredRequest request, HttpFallback fallback,
			Scheduler scheduler) {
		this.http = http;
		this.guard = guard;
		this.fallback = fallback;
		this.codecs = request.codecs();
		this.call = new FilteredCall(http, guard.target(), request, scheduler, this.end);
	}

	Mono<ClientResponse> run() {
		return this.guard.call(this.call)
			.doOnNext(this.codecs::learn)
			.flatMap((response) -> isFailed(response) ? replaced(response) : succeeded(response))
			.onErrorResume(this::isFailure, (error) -> lastGoodAnswer().switchIfEmpty(Mono.error(error)))
			.doFinally((signal) -> this.end.asReached());
	}

	private boolean isFailed(ClientResponse response) {
		return RecoverableCall.isFailed(response.statusCode(), this.call.lastOutcome());
	}

	private boolean isFailure(Throwable error) {
		return RecoverableCall.isFailure(error, this.guard.target(), this.call.lastOutcome());
	}

	private Mono<ClientResponse> replaced(ClientResponse response) {
		return lastGoodAnswer().flatMap((answer) -> this.call.discard(response).thenReturn(answer))
			.defaultIfEmpty(response);
	}

	private Mono<ClientResponse> succeeded(ClientResponse response) {
		HttpRequest sent = this.call.lastSent();
		HttpHeaders headers = response.headers().asHttpHeaders();
		if (this.http.rules().isEndless(headers)) {
			return Mono.just(response);
		}
		int bytes = this.fallback.bytesToKeep(sent, response.statusCode(), headers);
		if (bytes < 0) {
			keep(sent, response, UNREAD);
			return Mono.just(response);
		}
		return BodyStart.read(response, bytes, (body) -> keep(sent, response, body));
	}

	private void keep(@Nullable HttpRequest sent, ClientResponse response, byte[] body) {
		try {
			this.fallback.succeeded(sent, new ReadReactiveResponse(response, body));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	// Waits for the cache
	private Mono<ClientResponse> lastGoodAnswer() {
		return Mono.fromCallable(() -> toReactive(this.fallback.lastGoodAnswer(this.call.lastSent())))
			.subscribeOn(Schedulers.boundedElastic())
			.doOnNext((answer) -> this.end.compensatedBy(CallResult.STALE));
	}

	private @Nullable ClientResponse toReactive(@Nullable ClientHttpResponse answer) throws IOException {
		if (answer == null) {
			return null;
		}
		byte[] body = answer.getBody().readAllBytes();
		return ClientResponse.create(answer.getStatusCode(), this.codecs.strategies())
			.headers((headers) -> headers.addAll(answer.getHeaders()))
			.body(BodyStart.body(body))
			.build();
	}

}
