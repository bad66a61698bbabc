package io.github.resiliencestarter.discovery;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.github.resiliencestarter.discovery.FakeConsul.Question;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cloud.consul.model.http.agent.NewService;
import org.springframework.cloud.consul.model.http.health.Check.CheckStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link KeptRegistration}, against an agent that says what it is told.
 */
@ExtendWith(OutputCaptureExtension.class)
class KeptRegistrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final Duration INTERVAL = Duration.ofSeconds(2);

	private final ManualTime time = new ManualTime();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final FakeConsul consul = new FakeConsul();

	private final NewService service = new NewService();

	private CheckStatus status = CheckStatus.PASSING;

	KeptRegistrationTests() {
		this.service.setId("orders-1");
		this.service.setName("orders");
		this.service.setPort(8080);
	}

	@AfterEach
	void stop() {
		this.consul.close();
		this.threads.shutdownNow();
	}

	@Test
	void registersAndAsksAgainAndAgainWhetherThatHolds(CapturedOutput output) {
		KeptRegistration registration = registered();
		assertThat(registration.isPassing()).isFalse();
		answerCheck(503);
		assertThat(nextDelay()).isBetween(Duration.ofMillis(1500), INTERVAL);
		answerCheck(200);
		Awaitility.await().atMost(PATIENCE).until(registration::isPassing);
		answerCheck(429);
		Awaitility.await().atMost(PATIENCE).until(() -> !registration.isPassing());
		assertThat(output).containsOnlyOnce("Registered 'orders-1' with Consul");
	}

	@Test
	void registersAgainWhenTheAgentHasForgotten(CapturedOutput output) {
		KeptRegistration registration = registered();
		answerCheck(404);
		assertRegisters(this.consul.next()).answer(200, null, "");
		answerCheck(200);
		Awaitility.await().atMost(PATIENCE).until(registration::isPassing);
		assertThat(output).containsOnlyOnce("Consul's agent does not know 'orders-1' any more; registering again")
			.containsOnlyOnce("Registered 'orders-1' with Consul again");
	}

	@Test
	void goesOnTryingWhenTheAgentIsAwayAndComesBackWithoutMemory(CapturedOutput output) {
		registered();
		answerCheck(500);
		for (long limit : new long[] { 250, 500, 1000, 2000, 2000 }) {
			assertThat(nextDelay()).isBetween(Duration.ofMillis(limit / 2), Duration.ofMillis(limit));
			answerCheck(500);
		}
		answerCheck(404);
		assertRegisters(this.consul.next());
		assertThat(output).containsOnlyOnce("Consul does not say whether it knows 'orders-1' (HTTP 500)");
	}

	@ParameterizedTest
	@CsvSource({ "403, Permission denied", "500, No cluster leader" })
	void refusalIsSeenAndToldOnceAndTriedAgain(int status, String body, CapturedOutput output) {
		KeptRegistration registration = registration();
		CompletableFuture<String> first = registration.start();
		this.consul.next().answer(status, null, body);
		assertThat(first.join())
			.isEqualTo("Consul refuses the registration of 'orders-1' (HTTP " + status + ": " + body + ")");
		this.time.advance(nextDelay());
		assertRegisters(this.consul.next()).answer(status, null, body);
		this.time.advance(nextDelay());
		assertRegisters(this.consul.next()).answer(200, null, "");
		answerCheck(200);
		Awaitility.await().atMost(PATIENCE).until(registration::isPassing);
		assertThat(output).containsOnlyOnce("Consul refuses the registration of 'orders-1'");
	}

	@Test
	void startsWhileTheAgentIsAway() {
		this.consul.close();
		assertThat(registration().start().join()).isEqualTo("Consul does not answer about 'orders-1' (no connection)");
	}

	@Test
	void agentThatFallsSilentIsGivenUp() {
		CompletableFuture<String> first = registration().start();
		this.consul.next();
		this.time.advance(Duration.ofSeconds(5));
		assertThat(first.join()).contains("no answer in 5 s");
	}

	@Test
	void serviceWithATtlCheckBeatsAtOnceAndWithEachQuestion() {
		NewService.Check check = new NewService.Check();
		check.setTtl("10s");
		this.service.setCheck(check);
		KeptRegistration registration = registration();
		CompletableFuture<String> first = registration.start();
		assertThat(this.consul.next().body()).contains("\"TTL\":\"10s\"");
		assertThat(first).isNotDone();
	}

	@Test
	void heartbeatSaysHowTheApplicationIs() {
		NewService.Check check = new NewService.Check();
		check.setTtl("10s");
		this.service.setCheck(check);
		registered();
		assertThat(this.consul.next().path()).isEqualTo("/v1/agent/check/pass/service:orders-1");
		this.status = CheckStatus.CRITICAL;
		Awaitility.await().atMost(PATIENCE).until(this.time::pending, (pending) -> pending.size() == 2);
		this.time.advance(Duration.ofMillis(250));
		this.consul.next().answer(503, null, "");
		assertThat(this.consul.next().path()).isEqualTo("/v1/agent/check/fail/service:orders-1");
	}

	@Test
	void leavesAndStaysAway() {
		KeptRegistration registration = registered();
		CompletableFuture<Boolean> left = registration.leave(Duration.ofSeconds(2));
		Question question = this.consul.next();
		assertThat(question.path()).isEqualTo("/v1/agent/service/deregister/orders-1");
		question.answer(200, null, "");
		assertThat(left.join()).isTrue();
		this.time.advance(Duration.ofHours(1));
		assertThat(this.consul.hasNext()).isFalse();
		assertThat(registration.isPassing()).isFalse();
	}

	@Test
	void leavesOnlyAfterWhatIsOnItsWay() {
		KeptRegistration registration = registration();
		CompletableFuture<String> first = registration.start();
		Question registering = this.consul.next();
		CompletableFuture<Boolean> left = registration.leave(Duration.ofSeconds(2));
		assertThat(this.consul.hasNext()).isFalse();
		assertThat(first).isNotDone();
		registering.answer(200, null, "");
		this.consul.next().answer(200, null, "");
		assertThat(left).succeedsWithin(PATIENCE);
	}

	@Test
	void agentThatIsAwayDoesNotHoldUpTheEnd(CapturedOutput output) {
		KeptRegistration registration = registered();
		this.consul.close();
		assertThat(registration.leave(Duration.ofSeconds(2)).join()).isFalse();
		assertThat(output).contains("Consul was not told that 'orders-1' leaves (no connection); its check will tell");
	}

	private KeptRegistration registered() {
		KeptRegistration registration = registration();
		CompletableFuture<String> first = registration.start();
		assertRegisters(this.consul.next()).answer(200, null, "");
		assertThat(first.join()).isEmpty();
		return registration;
	}

	private KeptRegistration registration() {
		ConsulAgents agent = new ConsulAgents(List.of(this.consul.uri()), null, () -> null, this.time, this.threads);
		return new KeptRegistration(this.service, agent, INTERVAL, this.time.discoveryTime(), () -> this.status);
	}

	private void answerCheck(int status) {
		this.time.advance(nextDelay());
		Question question = this.consul.next();
		assertThat(question.path()).isEqualTo("/v1/agent/health/service/id/orders-1");
		question.answer(status, null, "");
		if (status != 404) {
			Awaitility.await().atMost(PATIENCE).until(() -> !this.time.pending().contains(Duration.ofSeconds(5)));
		}
	}

	private Question assertRegisters(Question question) {
		assertThat(question.path()).isEqualTo("/v1/agent/service/register");
		assertThat(question.body()).contains("\"ID\":\"orders-1\"", "\"Name\":\"orders\"", "\"Port\":8080");
		return question;
	}

	private Duration nextDelay() {
		return Awaitility.await()
			.atMost(PATIENCE)
			.until(this.time::pending, (pending) -> !pending.isEmpty() && pending.get(0).compareTo(INTERVAL) <= 0)
			.get(0);
	}

}
