package io.github.resiliencestarter.http;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resiliencestarter.http.BalancedGuardTests.Client;
import io.github.resiliencestarter.http.MisbehavingServer.Behaviour;
import io.github.resiliencestarter.http.MisbehavingServer.Request;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.MDC;

import org.springframework.http.HttpMethod;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for requests that are sent to a second instance.
 */
class HedgedRequestTests extends HedgedRequests {

	private static final String ONE_FAILURE_EJECTS = "resilience.loadbalancing.ejection.consecutive-errors=1";

	@ParameterizedTest
	@EnumSource
	void takesTheResponseOfAnotherInstanceIfTheFirstIsSilent(Client client) {
		run(HEDGE + "50ms");
		behave(Behaviour.hang(), OK);
		assertThat(client.call(context(), HttpMethod.GET)).isEqualTo("ok");
		assertThat(events()).containsExactly("hedge SENT", "hedge WON", "attempt 1 Success", "call SUCCESS");
		assertThat(this.servers).allSatisfy((server) -> assertThat(server.requests).hasSize(1));
		assertNothingIsLeft();
	}

	@ParameterizedTest
	@EnumSource
	void cancelsTheFirstRequestIfTheSecondWins(Client client) {
		run(HEDGE + "50ms", ONE_FAILURE_EJECTS);
		behave(Behaviour.hang(), OK);
		client.call(context(), HttpMethod.GET);
		Awaitility.await().atMost(Duration.ofSeconds(5)).until(this::closedByClient, (closed) -> closed == 1);
		assertNothingIsLeft();
	}

	@ParameterizedTest
	@EnumSource
	void cancelsTheSecondRequestIfTheFirstWins(Client client) {
		run(HEDGE + "50ms", ONE_FAILURE_EJECTS);
		behave(late(1500, OK), Behaviour.hang());
		assertThat(client.call(context(), HttpMethod.GET)).isEqualTo("ok");
		assertThat(events()).containsExactly("hedge SENT", "attempt 1 Success", "call SUCCESS");
		Awaitility.await().atMost(Duration.ofSeconds(5)).until(this::closedByClient, (closed) -> closed == 1);
		assertNothingIsLeft();
	}

	@ParameterizedTest
	@EnumSource
	void aBadResponseToTheSecondRequestLeavesItToTheFirst(Client client) {
		run(HEDGE + "50ms");
		behave(late(1500, OK), Behaviour.answer(503, "bad"));
		assertThat(client.call(context(), HttpMethod.GET)).isEqualTo("ok");
		assertThat(events()).containsExactly("hedge SENT", "attempt 1 Success", "call SUCCESS");
		assertNothingIsLeft();
	}

	@ParameterizedTest
	@EnumSource
	void theSecondRequestMakesUpForAFirstThatFails(Client client) {
		run(HEDGE + "50ms");
		behave(late(1000, Behaviour.reset()), late(1500, OK));
		assertThat(client.call(context(), HttpMethod.GET)).isEqualTo("ok");
		assertThat(events()).containsExactly("hedge SENT", "hedge WON", "attempt 1 Success", "call SUCCESS");
		assertNothingIsLeft();
	}

	@ParameterizedTest
	@EnumSource
	void theSecondRequestMakesUpForABadResponseToTheFirst(Client client) {
		run(HEDGE + "50ms");
		behave(late(1000, Behaviour.answer(503, "bad")), late(1500, OK));
		assertThat(client.call(context(), HttpMethod.GET)).isEqualTo("ok");
		assertThat(events()).containsExactly("hedge SENT", "hedge WON", "attempt 1 Success", "call SUCCESS");
		assertNothingIsLeft();
	}

	@ParameterizedTest
	@EnumSource
	void failsOnceIfBothFail(Client client) {
		run(HEDGE + "50ms");
		behave(late(1500, Behaviour.answer(503, "bad")), Behaviour.answer(500, "worse"));
		assertThatException().isThrownBy(() -> client.call(context(), HttpMethod.GET)).withMessageContaining("503");
		assertThat(events()).containsExactly("hedge SENT", "attempt 1 Failure", "call ERROR");
		CircuitBreaker breaker = context().getBean(CircuitBreakerRegistry.class).circuitBreaker("inventory");
		assertThat(breaker.getMetrics().getNumberOfFailedCalls()).isOne();
	}

	@ParameterizedTest
	@EnumSource
	void theSecondRequestHasTheDeadlineOfTheFirst(Client client) {
		run(HEDGE + "50ms", "resilience.deadline.send-to=all");
		behave(Behaviour.hang(), OK);
		client.call(context(), HttpMethod.GET);
		List<Long> left = requests().stream()
			.map((request) -> Long.valueOf(Objects.requireNonNull(request.headers().get(DEADLINE))))
			.sorted()
			.toList();
		assertThat(left).hasSize(2);
		assertThat(left.get(1)).isBetween(9000L, 10000L);
		assertThat(left.get(0)).isLessThanOrEqualTo(left.get(1) - 50);
	}

	@Test
	void sendsAPutWithItsBodyAgain() {
		run(HEDGE + "50ms");
		behave(Behaviour.hang(), OK);
		context().getBean(RestClient.Builder.class)
			.build()
			.put()
			.uri("http://inventory/")
			.body("text")
			.retrieve()
			.toBodilessEntity();
		assertThat(requests()).hasSize(2).extracting(Request::body).containsOnly("text");
		behave(Behaviour.hang(), OK);
		context().getBean(WebClient.Builder.class)
			.build()
			.put()
			.uri("http://inventory/")
			.bodyValue("text")
			.retrieve()
			.toBodilessEntity()
			.block();
		assertThat(requests()).hasSize(2).extracting(Request::body).containsOnly("text");
		assertThat(events()).filteredOn("hedge WON"::equals).hasSize(2);
	}

	@Test
	void theSecondRequestOfABlockingCallHasTheContextOfTheCaller() {
		run(HEDGE + "50ms");
		behave(Behaviour.hang(), OK);
		MDC.put("correlation", "abc");
		try {
			context().getBean(RestClient.Builder.class).clone().requestInterceptor((request, body, execution) -> {
				request.getHeaders().set("X-Correlation", String.valueOf(MDC.get("correlation")));
				return execution.execute(request, body);
			}).build().get().uri("http://inventory/").retrieve().toBodilessEntity();
		}
		finally {
			MDC.clear();
		}
		assertThat(requests()).hasSize(2)
			.allSatisfy((request) -> assertThat(request.headers()).containsEntry("X-Correlation", "abc"));
	}

	@Test
	void leavesTheThreadOfTheCallerUninterrupted() {
		run(HEDGE + "20ms");
		Stream.generate(() -> Client.REST_CLIENT).limit(20).forEach((client) -> {
			behave(late(21, OK), OK);
			assertThat(client.call(context(), HttpMethod.GET)).isEqualTo("ok");
			assertThat(Thread.currentThread().isInterrupted()).isFalse();
		});
		assertNothingIsLeft();
	}

}
