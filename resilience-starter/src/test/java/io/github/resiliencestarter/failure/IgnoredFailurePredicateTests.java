package io.github.resiliencestarter.failure;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

import io.github.resiliencestarter.guard.CallRejectedException;
import io.github.resiliencestarter.guard.RejectionReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.reactive.function.client.WebClientResponseException;
import org.springframework.web.server.ResponseStatusException;

import static org.assertj.core.api.Assertions.assertThat;

class IgnoredFailurePredicateTests {

	private final IgnoredFailurePredicate predicate = new IgnoredFailurePredicate();

	@ParameterizedTest
	@CsvSource({ "400,true", "401,true", "404,true", "422,true", "408,false", "429,true", "499,true" })
	void isAnAnswerOf4xxWhicheverClientGotIt(int status, boolean expected) {
		HttpStatusCode code = HttpStatusCode.valueOf(status);
		assertThat(this.predicate.test(
				HttpClientErrorException.create(code, "text", HttpHeaders.EMPTY, new byte[0], StandardCharsets.UTF_8)))
			.isEqualTo(expected);
		assertThat(this.predicate.test(WebClientResponseException.create(status, "text", HttpHeaders.EMPTY, new byte[0],
				StandardCharsets.UTF_8)))
			.isEqualTo(expected);
		assertThat(this.predicate.test(new ResponseStatusException(code))).isEqualTo(expected);
	}

	@Test
	void isNothingElse() {
		assertThat(this.predicate.test(new HttpServerErrorException(HttpStatusCode.valueOf(503)))).isFalse();
		assertThat(this.predicate.test(new ResponseStatusException(HttpStatusCode.valueOf(500)))).isFalse();
		assertThat(this.predicate.test(new IOException("connection reset"))).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "500,true", "503,true", "504,true", "408,false" })
	void isAnAnswerOf5xxThatSaysThatADependencyHasFailed(int status, boolean expected) {
		HttpHeaders headers = new HttpHeaders();
		headers.set("x-failed-dependency", "true");
		HttpStatusCode code = HttpStatusCode.valueOf(status);
		assertThat(this.predicate
			.test(HttpServerErrorException.create(code, "text", headers, new byte[0], StandardCharsets.UTF_8)))
			.isEqualTo(expected);
		assertThat(this.predicate
			.test(WebClientResponseException.create(status, "text", headers, new byte[0], StandardCharsets.UTF_8)))
			.isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "BULKHEAD,true", "BREAKER,true", "LIMIT,true", "BUDGET,true", "DEADLINE,false" })
	void isARejectionByTheGuardWithinUnlessTimeHasRunOut(RejectionReason reason, boolean expected) {
		assertThat(this.predicate.test(new CallRejectedException("inventory", reason, null, null))).isEqualTo(expected);
	}

	@ParameterizedTest
	@EnumSource
	void isWhatTheLastAttemptWasIfARetryIsRejected(RejectionReason reason) {
		assertThat(this.predicate
			.test(new CallRejectedException("inventory", reason, null, new SocketTimeoutException("late")))).isFalse();
	}

	@Test
	void isAnswerOfTheLastAttemptIfARetryIsRejected() {
		HttpClientErrorException answer = HttpClientErrorException.create(HttpStatusCode.valueOf(404), "text",
				HttpHeaders.EMPTY, new byte[0], StandardCharsets.UTF_8);
		assertThat(this.predicate.test(new CallRejectedException("inventory", RejectionReason.LIMIT, null, answer)))
			.isTrue();
	}

}
