package io.github.resiliencestarter.edge;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resiliencestarter.failure.FailedDependency;
import io.github.resiliencestarter.guard.CallRejectedException;
import io.github.resiliencestarter.guard.RejectionReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import org.springframework.web.reactive.function.client.WebClientResponseException;
import org.springframework.web.server.ResponseStatusException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FailedDependency} and {@link FailedDependencyResolver} in Spring MVC.
 */
class FailedDependencyTests {

	private static final String DEADLINE = "X-Request-Timeout-Ms";

	private final WebApplicationContextRunner runner = MvcEdge.of(Failing.class);

	@ParameterizedTest
	@EnumSource(names = { "REJECTED", "NOT_PERMITTED", "UNREACHABLE", "SERVER_ERROR", "UNREACHABLE_REACTIVE",
			"SERVER_ERROR_REACTIVE" })
	void marksTheResponseToACallerWithADeadline(Failure failure) {
		this.runner.run((context) -> assertThat(
				MockMvcTester.from(context).get().uri("/{failure}", failure).header(DEADLINE, "1000"))
			.hasStatus(503)
			.hasHeader(FailedDependency.HEADER, "true"));
	}

	@ParameterizedTest
	@EnumSource(names = { "OWN", "CLIENT_ERROR", "CLIENT_ERROR_REACTIVE" })
	void keepsSilentAboutWhatItHasDoneItself(Failure failure) {
		this.runner.run((context) -> assertThat(
				MockMvcTester.from(context).get().uri("/{failure}", failure).header(DEADLINE, "1000"))
			.hasStatus(503)
			.doesNotContainHeader(FailedDependency.HEADER));
	}

	@Test
	void doesNotMarkOtherResponses() {
		this.runner.run((context) -> assertThat(MockMvcTester.from(context).get().uri("/{failure}", Failure.REJECTED))
			.hasStatus(503)
			.doesNotContainHeader(FailedDependency.HEADER));
	}

	@Test
	void doesNotMarkResponsesToStrangers() {
		this.runner.withPropertyValues("resilience.deadline.receive=false")
			.run((context) -> assertThat(
					MockMvcTester.from(context).get().uri("/{failure}", Failure.REJECTED).header(DEADLINE, "1000"))
				.hasStatus(503)
				.doesNotContainHeader(FailedDependency.HEADER));
	}

	@Test
	void marksTheResponseWithTheConfiguredDeadlineHeader() {
		this.runner.withPropertyValues("resilience.deadline.header=X-Left")
			.run((context) -> assertThat(
					MockMvcTester.from(context).get().uri("/{failure}", Failure.REJECTED).header("X-Left", "1000"))
				.hasHeader(FailedDependency.HEADER, "true"));
	}

	@Test
	void aChainOfCausesWithoutEndHasAnEnd() {
		Exception one = new IllegalStateException("one");
		Exception other = new IllegalStateException("other", one);
		one.initCause(other);
		assertThat(FailedDependency.isCauseOf(one)).isFalse();
	}

	enum Failure {

		REJECTED, NOT_PERMITTED, UNREACHABLE, SERVER_ERROR, UNREACHABLE_REACTIVE, SERVER_ERROR_REACTIVE, OWN,
		CLIENT_ERROR, CLIENT_ERROR_REACTIVE;

		Exception exception() {
			return switch (this) {
				case REJECTED -> new CallRejectedException("inventory", RejectionReason.BREAKER, null, null);
				case NOT_PERMITTED ->
					CallNotPermittedException.createCallNotPermittedException(CircuitBreaker.ofDefaults("inventory"));
				case UNREACHABLE -> new ResourceAccessException("no answer", new IOException());
				case SERVER_ERROR -> new HttpServerErrorException(HttpStatusCode.valueOf(500));
				case UNREACHABLE_REACTIVE -> new WebClientRequestException(new IOException(), HttpMethod.GET,
						URI.create("http://inventory"), HttpHeaders.EMPTY);
				case SERVER_ERROR_REACTIVE -> reactive(503);
				case OWN -> new IllegalStateException("own");
				case CLIENT_ERROR -> new HttpClientErrorException(HttpStatusCode.valueOf(404));
				case CLIENT_ERROR_REACTIVE -> reactive(404);
			};
		}

		private static Exception reactive(int status) {
			return WebClientResponseException.create(status, "text", HttpHeaders.EMPTY, new byte[0],
					StandardCharsets.UTF_8);
		}

	}

	@RestController
	static class Failing {

		@GetMapping("/{failure}")
		String fail(@PathVariable Failure failure) {
			throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE, "not now", failure.exception());
		}

	}

}
