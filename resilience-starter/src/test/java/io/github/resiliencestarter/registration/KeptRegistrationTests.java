package io.github.resiliencestarter.registration;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import io.github.resiliencestarter.discovery.ConsulAgents;
import io.github.resiliencestarter.discovery.FakeConsul;
import io.github.resiliencestarter.discovery.FakeConsul.Question;
import io.github.resiliencestarter.discovery.ManualTime;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cloud.consul.model.http.agent.NewService;
import org.springframework.cloud.consul.model.http.health.Check.CheckStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link KeptRegistration}, with a scripted agent.
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

	private boolean renames = true;

	KeptRegistrationTests() {
		this.service.setId("orders-1");
		this.service.setName("orders");
		this.service.setPort(8080);
		this.service.setAddress("10.0.0.1");
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
		assertThat(output).containsOnlyOnce("Consul's agent no longer knows 'orders-1'; re-registering")
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
		assertThat(output).containsOnlyOnce("Consul did not confirm the registration of 'orders-1' (HTTP 500)");
	}

	@ParameterizedTest
	@CsvSource({ "403, Permission denied", "500, No cluster leader" })
	void refusalIsSeenAndToldOnceAndTriedAgain(int status, String body, CapturedOutput output) {
		KeptRegistration registration = registration();
		CompletableFuture<String> first = registration.start();
		answerLook(404, "");
		this.consul.next().answer(status, null, body);
		assertThat(first.join()).isEqualTo("Consul rejected the registration of 'orders-1' (HTTP " + status + ": "
				+ body + ((status == 403) ? "; see spring.cloud.consul.discovery.acl-token" : "") + ")");
		this.time.advance(nextDelay());
		assertRegisters(this.consul.next()).answer(status, null, body);
		this.time.advance(nextDelay());
		assertRegisters(this.consul.next()).answer(200, null, "");
		answerCheck(200);
		Awaitility.await().atMost(PATIENCE).until(registration::isPassing);
		assertThat(output).containsOnlyOnce("Consul rejected the registration of 'orders-1'");
	}

	@Test
	void startsWhileTheAgentIsAway() {
		this.consul.close();
		assertThat(registration().start().join()).isEqualTo("Consul did not respond about 'orders-1' (no connection)");
	}

	@Test
	void agentThatFallsSilentIsGivenUp() {
		CompletableFuture<String> first = registration().start();
		this.consul.next();
		this.time.advance(Duration.ofSeconds(5));
		assertThat(first.join()).contains("no response within 5 s");
	}

	@Test
	void serviceWithATtlCheckBeatsAtOnceAndWithEachQuestion() {
		NewService.Check check = new NewService.Check();
		check.setTtl("10s");
		this.service.setCheck(check);
		KeptRegistration registration = registration();
		CompletableFuture<String> first = registration.start();
		answerLook(404, "");
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
		answerLook(404, "");
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
		assertThat(output)
			.contains("Cannot deregister 'orders-1' from Consul (no connection); its health check will fail instead");
	}

	@Test
	void idOfALiveProcessAtAnotherAddressIsNotTaken(CapturedOutput output) {
		KeptRegistration registration = registration();
		CompletableFuture<String> first = registration.start();
		answerLook(200, agentView("10.0.0.2", 8080, "other-process", ""));
		Question question = this.consul.next();
		assertThat(question.body()).contains("\"ID\":\"orders-1-ffffffff\"", "\"resilience-process\":\"this-process\"");
		question.answer(200, null, "");
		assertThat(first.join()).isEmpty();
		assertThat(this.service.getId()).isEqualTo("orders-1-ffffffff");
		assertThat(registration.isKnownAs("orders-1")).isTrue();
		assertThat(registration.isKnownAs("orders-1-ffffffff")).isTrue();
		this.time.advance(nextDelay());
		assertThat(this.consul.next().path()).isEqualTo("/v1/agent/health/service/id/orders-1-ffffffff");
		assertThat(output)
			.containsOnlyOnce("Instance ID 'orders-1' of this process at 10.0.0.1:8080 is also used by the"
					+ " one at 10.0.0.2:8080; registering this one as 'orders-1-ffffffff'");
	}

	@ParameterizedTest
	@CsvSource({ "503, 10.0.0.2, 8080, other-process", "200, 10.0.0.1, 8080, other-process",
			"200, 10.0.0.2, 8080, this-process", "404, '', 0, ''", "500, '', 0, ''", "403, '', 0, ''" })
	void idOfAnEarlierLifeIsUsedAgain(int status, String address, int port, String process, CapturedOutput output) {
		KeptRegistration registration = registration();
		CompletableFuture<String> first = registration.start();
		answerLook(status, agentView(address, port, process, ""));
		assertRegisters(this.consul.next()).answer(200, null, "");
		assertThat(first.join()).isEmpty();
		assertThat(output).doesNotContain("is also used by");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "other-process" })
	void twoProcessesWithoutAPortNeverShareAnId(String other) {
		this.service.setPort(0);
		KeptRegistration registration = registration();
		CompletableFuture<String> first = registration.start();
		answerLook(200, agentView("10.0.0.1", 0, other, ""));
		assertThat(this.consul.next().body()).contains("\"ID\":\"orders-1-ffffffff\"");
		assertThat(first).isNotDone();
	}

	@ParameterizedTest
	@CsvSource({ "10.0.0.2, other-process", "10.0.0.1, other-process", "10.0.0.2, ''" })
	void registrationThatAnotherProcessOverwritesTakesAnotherId(String address, String process, CapturedOutput output) {
		registered();
		this.time.advance(nextDelay());
		this.consul.next().answer(503, null, agentView(address, 8080, process, ""));
		Question question = this.consul.next();
		assertThat(question.body()).contains("\"ID\":\"orders-1-ffffffff\"");
		question.answer(200, null, "");
		assertThat(output).containsOnlyOnce("is also used by the one at " + address + ":8080");
	}

	@Test
	void idOfTheUserIsKeptAndItsSecondUseIsToldOnce(CapturedOutput output) {
		this.renames = false;
		KeptRegistration registration = registration();
		CompletableFuture<String> first = registration.start();
		answerLook(200, agentView("10.0.0.2", 8080, "other-process", ""));
		assertRegisters(this.consul.next()).answer(200, null, "");
		assertThat(first.join()).isEmpty();
		for (int i = 0; i < 3; i++) {
			answerCheck(200, agentView("10.0.0.2", 8080, "other-process", ""));
		}
		assertThat(registration.isPassing()).isFalse();
		assertThat(output)
			.containsOnlyOnce("is also used by the one at 10.0.0.2:8080; only the last one to register is "
					+ "found. Set a unique spring.cloud.consul.discovery.instance-id");
		assertThat(registration.leave(Duration.ofSeconds(2)).join()).isFalse();
		assertThat(this.consul.hasNext()).isFalse();
	}

	@Test
	void maintenanceByAnOperatorComesBackWithTheRegistration() {
		registered();
		answerCheck(503, agentView("10.0.0.1", 8080, "this-process", """
				{"CheckID": "_service_maintenance:orders-1", "Status": "critical", "Notes": "new disk"}"""));
		assertComesBackInMaintenance("new disk");
	}

	@Test
	void statusSetByTheApplicationComesBackWithTheRegistration() {
		KeptRegistration registration = registered();
		registration.maintenance("by the application");
		assertComesBackInMaintenance("by the application");
	}

	@Test
	void endedMaintenanceDoesNotComeBack() {
		KeptRegistration registration = registered();
		registration.maintenance("by the application");
		answerCheck(200, agentView("10.0.0.1", 8080, "this-process", ""));
		answerCheck(404);
		assertThat(assertRegisters(this.consul.next()).path()).isEqualTo("/v1/agent/service/register");
		registration.maintenance(null);
		assertThat(this.consul.hasNext()).isFalse();
	}

	private void assertComesBackInMaintenance(String reason) {
		answerCheck(404);
		Question question = this.consul.next();
		assertThat(question.path()).isEqualTo("/v1/agent/service/register");
		assertThat(question.body()).contains("\"CheckID\":\"_service_maintenance:orders-1\"",
				"\"Notes\":\"" + reason + "\"", "\"Status\":\"critical\"");
		question.answer(200, null, "");
		assertThat(this.consul.next().path())
			.isEqualTo("/v1/agent/service/maintenance/orders-1?enable=true&reason=" + reason.replace(" ", "%20"));
	}

	@Test
	void checkThatDoesNotPassIsToldOnceWithItsOutput(CapturedOutput output) {
		registered();
		String failing = agentView("10.0.0.1", 8080, "this-process", """
				{"CheckID": "service:orders-1", "Name": "Service 'orders' check", "Status": "critical",
				 "Output": "HTTP GET http://10.0.0.1:8080/actuator/health: 404 Not Found"}""");
		IntStream.range(0, 14).forEach((i) -> answerCheck(503, failing));
		assertThat(output).doesNotContain("has not passed its checks");
		IntStream.range(0, 10).forEach((i) -> answerCheck(503, failing));
		String warning = "'orders-1' is registered with Consul, but has not passed its checks for 30 s";
		assertThat(output).containsOnlyOnce(warning)
			.contains("(Service 'orders' check: HTTP GET http://10.0.0.1:8080/actuator/health: 404 Not Found)",
					"see spring.cloud.consul.discovery.health-check-path");
		answerCheck(200);
		assertThat(output).containsOnlyOnce("'orders-1' passes its checks again").containsOnlyOnce(warning);
	}

	@Test
	void maintenanceIsNoCheckThatDoesNotPass(CapturedOutput output) {
		registered();
		for (int i = 0; i < 30; i++) {
			answerCheck(503, agentView("10.0.0.1", 8080, "this-process", """
					{"CheckID": "_service_maintenance:orders-1", "Status": "critical", "Notes": "new disk"}"""));
		}
		assertThat(output).doesNotContain("has not passed its checks");
	}

	@ParameterizedTest
	@CsvSource({ "http://fe80::1%eth0:8080/health, http://[fe80::1%25eth0]:8080/health",
			"https://::1:8080/health, https://[::1]:8080/health", "http://[::1]:8080/health, http://[::1]:8080/health",
			"http://10.0.0.1:8080/a:b, http://10.0.0.1:8080/a:b" })
	void urlOfTheCheckHasBracketsAroundAnIpv6Address(String url, String registered) {
		NewService.Check check = new NewService.Check();
		check.setHttp(url);
		this.service.setCheck(check);
		CompletableFuture<String> first = registration().start();
		answerLook(404, "");
		assertThat(first).isNotDone();
		assertThat(this.consul.next().body()).contains("\"HTTP\":\"" + registered + "\"");
	}

	private static String agentView(String address, int port, String process, String checks) {
		return """
				{"AggregatedStatus": "any", "Service": {"ID": "orders-1", "Service": "orders", "Address": "%s", "Port": %d,
				 "Meta": {"resilience-process": "%s"}}, "Checks": [%s]}"""
			.formatted(address, port, process, checks);
	}

	private KeptRegistration registered() {
		KeptRegistration registration = registration();
		CompletableFuture<String> first = registration.start();
		answerLook(404, "");
		assertRegisters(this.consul.next()).answer(200, null, "");
		assertThat(first.join()).isEmpty();
		return registration;
	}

	private KeptRegistration registration() {
		ConsulAgents agent = this.consul.client(this.time, this.threads);
		return new KeptRegistration(this.service, agent,
				new RegistrationSettings(INTERVAL, this.renames, "this-process"), this.time.discoveryTime(),
				() -> this.status);
	}

	private void answerLook(int status, String body) {
		Question question = this.consul.next();
		assertThat(question.path()).isEqualTo("/v1/agent/health/service/id/orders-1");
		question.answer(status, null, body);
	}

	private void answerCheck(int status) {
		answerCheck(status, "");
	}

	private void answerCheck(int status, String body) {
		this.time.advance(nextDelay());
		answerLook(status, body);
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
