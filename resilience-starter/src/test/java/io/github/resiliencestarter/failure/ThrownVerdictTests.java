package io.github.resiliencestarter.failure;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RequestNotPermitted;
import io.github.resiliencestarter.failure.Verdict.Blame;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.Exceptions;

import org.springframework.cloud.client.circuitbreaker.NoFallbackAvailableException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.UnknownContentTypeException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HttpJudge#ofThrown}.
 */
class ThrownVerdictTests {

	private static @Nullable Blame blame(Throwable thrown) {
		Verdict verdict = HttpJudge.standard().ofThrown("inventory", thrown);
		return (verdict != null) ? verdict.blame() : null;
	}

	@Test
	void blamesWhoeverIsAtFault() {
		assertThat(
				blame(HttpClientErrorException.create(HttpStatus.CONFLICT, "", HttpHeaders.EMPTY, new byte[0], null)))
			.isEqualTo(Blame.CALLER);
		assertThat(blame(HttpServerErrorException.create(HttpStatus.SERVICE_UNAVAILABLE, "", HttpHeaders.EMPTY,
				new byte[0], null)))
			.isEqualTo(Blame.TARGET);
		assertThat(blame(HttpClientErrorException.create(HttpStatus.TOO_MANY_REQUESTS, "", HttpHeaders.EMPTY,
				new byte[0], null)))
			.isEqualTo(Blame.NOBODY);
		assertThat(blame(new ResourceAccessException("", new IOException()))).isEqualTo(Blame.TARGET);
	}

	@Test
	void responseThatCannotBeReadIsAFailure() {
		assertThat(blame(new UnknownContentTypeException(String.class, MediaType.TEXT_HTML, HttpStatus.OK, "OK",
				HttpHeaders.EMPTY, new byte[0])))
			.isEqualTo(Blame.TARGET);
	}

	@Test
	void readsThroughWhatFuturesAndReactorWrapAround() {
		Throwable conflict = HttpClientErrorException.create(HttpStatus.CONFLICT, "", HttpHeaders.EMPTY, new byte[0],
				null);
		for (Throwable wrapped : List.of(new CompletionException(conflict), new ExecutionException(conflict),
				new NoFallbackAvailableException("none", conflict), Exceptions.propagate(new IOException(conflict)),
				Exceptions.retryExhausted("three times", conflict))) {
			assertThat(FailedResponse.unwrap(wrapped)).isIn(conflict, wrapped.getCause()).isNotEqualTo(wrapped);
		}
		assertThat(blame(new CompletionException(new ExecutionException(conflict)))).isEqualTo(Blame.CALLER);
		assertThat(blame(new IllegalStateException(conflict))).isEqualTo(Blame.TARGET);
	}

	@Test
	void rejectionByAnEngineCountsAndIsNotRepeated() {
		for (Throwable rejection : List.of(
				CallNotPermittedException.createCallNotPermittedException(CircuitBreaker.ofDefaults("inventory")),
				BulkheadFullException.createBulkheadFullException(Bulkhead.ofDefaults("inventory")),
				RequestNotPermitted.createRequestNotPermitted(RateLimiter.ofDefaults("inventory")))) {
			assertThat(HttpJudge.standard().ofThrown("inventory", rejection))
				.isEqualTo(new Verdict(Blame.TARGET, false, false, null));
		}
	}

}
