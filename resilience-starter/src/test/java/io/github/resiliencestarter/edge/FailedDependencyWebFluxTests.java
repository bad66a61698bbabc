package io.github.resiliencestarter.edge;

import io.github.resiliencestarter.edge.FailedDependencyTests.Failure;
import io.github.resiliencestarter.failure.FailedDependency;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.test.web.reactive.server.HeaderAssertions;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ResponseStatusException;

/**
 * Tests for {@link FailedDependencyAdapter} as Spring WebFlux uses it.
 */
class FailedDependencyWebFluxTests {

	private static final String DEADLINE = "X-Request-Timeout-Ms";

	private final ReactiveWebApplicationContextRunner runner = WebFluxEdge.of(Failing.class, Functional.class);

	@ParameterizedTest
	@EnumSource(names = { "REJECTED", "NOT_PERMITTED", "UNREACHABLE", "SERVER_ERROR", "UNREACHABLE_REACTIVE",
			"SERVER_ERROR_REACTIVE" })
	void tellsACallerWithADeadlineOfAFailedCall(Failure failure) {
		assertTold(this.runner, "/" + failure, DEADLINE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/thrown/REJECTED", "/functional/REJECTED", "/bare/REJECTED", "/bare/SERVER_ERROR" })
	void tellsHoweverTheCallHasFailed(String path) {
		assertTold(this.runner, path, DEADLINE);
	}

	@Test
	void tellsAlsoWhenTheUserHandlesTheException() {
		assertTold(this.runner.withUserConfiguration(OwnHandler.class), "/REJECTED", DEADLINE);
	}

	@ParameterizedTest
	@EnumSource(names = { "OWN", "CLIENT_ERROR", "CLIENT_ERROR_REACTIVE" })
	void keepsSilentAboutWhatItHasDoneItself(Failure failure) {
		this.runner.run((context) -> assertHeaderOf(WebFluxEdge.client(context), "/" + failure, DEADLINE)
			.doesNotExist(FailedDependency.HEADER));
	}

	@Test
	void tellsNobodyElse() {
		this.runner.run((context) -> assertHeaderOf(WebFluxEdge.client(context), "/REJECTED", null)
			.doesNotExist(FailedDependency.HEADER));
	}

	@Test
	void tellsNoStranger() {
		this.runner.withPropertyValues("resilience.deadline.receive=false")
			.run((context) -> assertHeaderOf(WebFluxEdge.client(context), "/REJECTED", DEADLINE)
				.doesNotExist(FailedDependency.HEADER));
	}

	@Test
	void tellsByTheHeaderThatTheDeadlineHas() {
		assertTold(this.runner.withPropertyValues("resilience.deadline.header=X-Left"), "/REJECTED", "X-Left");
	}

	private static void assertTold(ReactiveWebApplicationContextRunner runner, String path, String deadline) {
		runner.run((context) -> assertHeaderOf(WebFluxEdge.client(context), path, deadline)
			.valueEquals(FailedDependency.HEADER, "true"));
	}

	private static HeaderAssertions assertHeaderOf(WebTestClient client, String path, @Nullable String deadline) {
		return client.get().uri(path).headers((headers) -> {
			if (deadline != null) {
				headers.set(deadline, "1000");
			}
		}).exchange().expectStatus().is5xxServerError().expectHeader();
	}

	private static ResponseStatusException unavailable(Failure failure) {
		return new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE, "not now", failure.exception());
	}

	@RestController
	static class Failing {

		@GetMapping("/{failure}")
		Mono<String> fail(@PathVariable Failure failure) {
			return Mono.error(unavailable(failure));
		}

		@GetMapping("/thrown/{failure}")
		String failByThrowing(@PathVariable Failure failure) {
			throw unavailable(failure);
		}

		@GetMapping("/bare/{failure}")
		Mono<String> failBare(@PathVariable Failure failure) {
			return Mono.error(failure.exception());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Functional {

		@Bean
		RouterFunction<ServerResponse> functional() {
			return RouterFunctions.route()
				.GET("/functional/{failure}",
						(request) -> Mono.error(unavailable(Failure.valueOf(request.pathVariable("failure")))))
				.build();
		}

	}

	@ControllerAdvice
	static class OwnHandler {

		@ExceptionHandler(Exception.class)
		ResponseEntity<String> handle() {
			return ResponseEntity.status(500).body("own");
		}

	}

}
