package io.github.resiliencestarter.http;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.util.HashMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.github.resiliencestarter.guard.Attempt;
import io.github.resiliencestarter.guard.Outcome;
import io.github.resiliencestarter.guard.ReactiveCall;
import io.micrometer.observation.Observation;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;

/**
 * One asynchronous call of the JDK's client.
 *
 * @param <T> the type of the body
 */
class JdkCall<T> implements ReactiveCall<HttpResponse<T>> {

	private final HttpGuard http;

	private final JdkRequest request;

	private final Function<HttpRequest, CompletableFuture<HttpResponse<T>>> send;

	JdkCall(HttpGuard http, JdkRequest request, Function<HttpRequest, CompletableFuture<HttpResponse<T>>> send) {
		this.http = http;
		this.request = request;
		this.send = send;
	}

	@Override
	public Mono<HttpResponse<T>> attempt(Attempt attempt) {
		HttpHeaders headers = HttpHeaders.copyOf(this.request.getHeaders());
		this.http.deadline().addTo(attempt.limit(), headers::set, new HashMap<>()::put);
		Observation observation = this.http.observation().of(this.request.target(), attempt, headers).start();
		return Mono.fromFuture(() -> this.send.apply(this.request.with(headers)))
			.timeout(attempt.timeLeft(), Mono.error(() -> timeout(attempt)))
			.doOnError(observation::error)
			.doFinally((signal) -> observation.stop());
	}

	private HttpTimeoutException timeout(Attempt attempt) {
		return new HttpTimeoutException("No complete response from '" + this.request.target() + "' within "
				+ attempt.limit().toMillis() + " ms");
	}

	@Override
	public Outcome outcomeOf(HttpResponse<T> response) {
		return this.http.rules()
			.outcomeOf(this.request, HttpStatusCode.valueOf(response.statusCode()), JdkResponse.headersOf(response),
					this.request.view());
	}

	@Override
	public Outcome outcomeOf(Throwable error) {
		return this.http.rules().outcomeOf(this.request, error, null, this.request.view());
	}

	@Override
	public Mono<Void> discard(HttpResponse<T> response) {
		return Mono.fromRunnable(() -> JdkResponse.discard(response));
	}

}
