package io.github.resiliencestarter.http;

import java.io.IOException;
import java.util.stream.IntStream;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resiliencestarter.guard.Guards;
import io.github.resiliencestarter.http.BalancedGuardTests.Client;
import io.github.resiliencestarter.http.MisbehavingServer.Behaviour;
import io.github.resiliencestarter.loadbalancing.Eject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.http.HttpMethod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for the conditions under which a request is sent to a second instance.
 */
class HedgeConditionsTests extends HedgedRequests {

	@ParameterizedTest
	@EnumSource
	void doesNotHedgeARequestThatIsAnsweredInTime(Client client) {
		run(HEDGE + "5s");
		IntStream.range(0, 5).forEach((i) -> client.call(context(), HttpMethod.GET));
		assertThat(events()).doesNotContain("hedge SENT");
		assertThat(requests()).hasSize(5);
	}

	@ParameterizedTest
	@EnumSource
	void doesNotHedgeAPost(Client client) {
		run(HEDGE + "50ms");
		behave(late(400, OK), OK);
		assertThat(client.call(context(), HttpMethod.POST)).isEqualTo("ok");
		assertThat(requests()).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource
	void doesNotHedgeWithoutABudget(Client client) {
		run(HEDGE + "50ms", "resilience.client.retry-budget.min-per-second=0",
				"resilience.client.retry-budget.ratio=0");
		behave(late(400, OK), OK);
		assertThat(client.call(context(), HttpMethod.GET)).isEqualTo("ok");
		assertThat(requests()).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource
	void aHedgeThatWinsSpendsBudget(Client client) {
		run(HEDGE + "50ms", "resilience.client.retry-budget.min-per-second=1", "resilience.client.retry-budget.ratio=0",
				"resilience.client.retry-budget.window=100s");
		behave(Behaviour.hang(), OK);
		client.call(context(), HttpMethod.GET);
		assertThat(context().getBean(Guards.class).find("inventory").orElseThrow().availableRetries()).isEqualTo(99);
	}

	@ParameterizedTest
	@EnumSource
	void doesNotHedgeWhileAnInstanceIsEjected(Client client) throws IOException {
		this.servers.add(new MisbehavingServer());
		run(HEDGE + "50ms");
		client.call(context(), HttpMethod.GET);
		assertThat(Eject.instance(context(), "inventory", this.servers.get(0).port())).isTrue();
		behave(late(400, OK), OK);
		assertThat(client.call(context(), HttpMethod.GET)).isEqualTo("ok");
		assertThat(requests()).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource
	void doesNotHedgeWithOneInstance(Client client) throws IOException {
		this.servers.remove(1).close();
		run(HEDGE + "50ms");
		behave(late(400, OK), OK);
		assertThat(client.call(context(), HttpMethod.GET)).isEqualTo("ok");
		assertThat(requests()).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource
	void doesNotHedgeWhileTheBreakerIsHalfOpen(Client client) {
		run(HEDGE + "50ms");
		CircuitBreaker breaker = context().getBean(CircuitBreakerRegistry.class).circuitBreaker("inventory");
		breaker.transitionToOpenState();
		breaker.transitionToHalfOpenState();
		behave(late(400, OK), OK);
		assertThat(client.call(context(), HttpMethod.GET)).isEqualTo("ok");
		assertThat(requests()).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource
	void followsTheObservedLatency(Client client) {
		run(HEDGE + "p50");
		IntStream.range(0, 40).forEach((i) -> client.call(context(), HttpMethod.GET));
		// More than once, because a hedge that lost can be the one that hangs
		await().untilAsserted(() -> {
			events().clear();
			behave(Behaviour.hang(), OK);
			assertThat(client.call(context(), HttpMethod.GET)).isEqualTo("ok");
			assertThat(events()).contains("hedge WON");
		});
	}

	@ParameterizedTest
	@EnumSource
	void doesNotHedgeBeforeThereAreEnoughObservations(Client client) {
		run(HEDGE + "p50");
		behave(late(300, OK), OK);
		assertThat(client.call(context(), HttpMethod.GET)).isEqualTo("ok");
		assertThat(requests()).hasSize(1);
	}

	@Test
	void needsNoThreadWithoutHedging() {
		run();
		behave(late(200, OK), OK);
		Client.REST_CLIENT.call(context(), HttpMethod.GET);
		assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
			.noneMatch((name) -> name.startsWith("resilience-hedge-"));
	}

}
