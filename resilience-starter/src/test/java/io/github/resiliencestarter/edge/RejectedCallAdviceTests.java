package io.github.resiliencestarter.edge;

import java.time.Duration;

import io.github.resiliencestarter.guard.CallRejectedException;
import io.github.resiliencestarter.guard.RejectionReason;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RejectedCallAdvice} in Spring MVC.
 */
class RejectedCallAdviceTests {

	private final WebApplicationContextRunner runner = MvcEdge.of(Failing.class);

	@ParameterizedTest
	@ValueSource(strings = { "/breaker", "/functional" })
	void answersWhoRejectedAndWhenToComeBack(String path) {
		this.runner.withUserConfiguration(Functional.class).run((context) -> {
			var answer = mvc(context).get().uri(path).exchange();
			assertThat(answer).hasStatus(503)
				.hasContentTypeCompatibleWith(MediaType.APPLICATION_PROBLEM_JSON)
				.hasHeader("Retry-After", "3");
			assertThat(answer).bodyJson().extractingPath("$.reason").isEqualTo("breaker");
			assertThat(answer).bodyJson().extractingPath("$.target").isEqualTo("inventory");
		});
	}

	@Test
	void answersThatTheTimeIsOver() {
		this.runner.run((context) -> assertThat(mvc(context).get().uri("/deadline")).hasStatus(504)
			.hasHeader("Retry-After", "1"));
	}

	@Test
	void answersForARejectionThatIsTheCauseOfAnotherFailure() {
		this.runner.run((context) -> assertThat(mvc(context).get().uri("/wrapped")).hasStatus(503));
	}

	@Test
	void leavesTheAnswerToTheHandlerOfTheUser() {
		this.runner.withUserConfiguration(OwnHandler.class)
			.run((context) -> assertThat(mvc(context).get().uri("/breaker")).hasStatus(418));
	}

	private static MockMvcTester mvc(WebApplicationContext context) {
		return MockMvcTester.from(context);
	}

	private static CallRejectedException rejection(RejectionReason reason, @Nullable Duration retryAfter) {
		return new CallRejectedException("inventory", reason, retryAfter, null);
	}

	@RestController
	static class Failing {

		@GetMapping("/breaker")
		String breaker() {
			throw rejection(RejectionReason.BREAKER, Duration.ofMillis(2_001));
		}

		@GetMapping("/deadline")
		String deadline() {
			throw rejection(RejectionReason.DEADLINE, null);
		}

		@GetMapping("/wrapped")
		String wrapped() {
			throw new IllegalStateException(rejection(RejectionReason.BULKHEAD, null));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Functional {

		@Bean
		RouterFunction<ServerResponse> functional() {
			return RouterFunctions.route().GET("/functional", (request) -> {
				throw rejection(RejectionReason.BREAKER, Duration.ofMillis(2_001));
			}).build();
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
