package io.github.resiliencestarter.edge;

import java.time.Duration;

import io.github.resiliencestarter.guard.CallRejectedException;
import io.github.resiliencestarter.guard.RejectionReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/**
 * Tests for {@link RejectedCallWebFluxAdvice}.
 */
class RejectedCallWebFluxAdviceTests {

	private final ReactiveWebApplicationContextRunner runner = WebFluxEdge.of(Failing.class, Functional.class);

	@ParameterizedTest
	@ValueSource(strings = { "/breaker", "/thrown", "/functional" })
	void answersWhoRejectedAndWhenToComeBack(String path) {
		this.runner.run((context) -> WebFluxEdge.client(context)
			.get()
			.uri(path)
			.exchange()
			.expectStatus()
			.isEqualTo(HttpStatus.SERVICE_UNAVAILABLE)
			.expectHeader()
			.valueEquals("Retry-After", "3")
			.expectHeader()
			.contentTypeCompatibleWith(MediaType.APPLICATION_PROBLEM_JSON)
			.expectBody()
			.jsonPath("$.reason")
			.isEqualTo("breaker"));
	}

	@Test
	void answersThatTheTimeIsOver() {
		this.runner.run((context) -> WebFluxEdge.client(context)
			.get()
			.uri("/deadline")
			.exchange()
			.expectStatus()
			.isEqualTo(HttpStatus.GATEWAY_TIMEOUT));
	}

	@Test
	void leavesTheAnswerToTheHandlerOfTheUser() {
		this.runner.withUserConfiguration(OwnHandler.class)
			.run((context) -> WebFluxEdge.client(context)
				.get()
				.uri("/breaker")
				.exchange()
				.expectStatus()
				.isEqualTo(418));
	}

	private static CallRejectedException rejection(RejectionReason reason) {
		return new CallRejectedException("inventory", reason, Duration.ofMillis(2100), null);
	}

	@RestController
	static class Failing {

		@GetMapping("/breaker")
		Mono<String> breaker() {
			return Mono.error(rejection(RejectionReason.BREAKER));
		}

		@GetMapping("/thrown")
		String thrown() {
			throw rejection(RejectionReason.BREAKER);
		}

		@GetMapping("/deadline")
		Mono<String> deadline() {
			return Mono.error(rejection(RejectionReason.DEADLINE));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Functional {

		@Bean
		RouterFunction<ServerResponse> functional() {
			return RouterFunctions.route()
				.GET("/functional", (request) -> Mono.error(rejection(RejectionReason.BREAKER)))
				.build();
		}

	}

	@ControllerAdvice
	static class OwnHandler {

		@ExceptionHandler(Exception.class)
		ResponseEntity<String> handle() {
			return ResponseEntity.status(418).body("own");
		}

	}

}
