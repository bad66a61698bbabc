package io.github.resiliencestarter.discovery;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.github.resiliencestarter.discovery.FakeConsul.Question;
import org.assertj.core.api.Condition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.consul.discovery.ConsulServiceInstance;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConsulWatch}, with a scripted agent.
 */
class ConsulWatchTests {

	private static final InstanceQuery INVENTORY = new InstanceQuery("inventory", null, List.of(), true, null);

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final Duration MAX_WAIT = Duration.ofSeconds(32);

	private static final Condition<Duration> FIRST_BACK_OFF = between(125, 250);

	private final ManualTime time = new ManualTime();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final FakeConsul consul = new FakeConsul();

	private final Events events = new Events();

	private final List<ConsulWatch> watches = new ArrayList<>();

	@AfterEach
	void stop() {
		this.watches.forEach(ConsulWatch::stop);
		this.consul.close();
		this.threads.shutdownNow();
	}

	@Test
	void firstQuestionIsAnsweredAtOnceAndTheNextWaitsForAChange() {
		watch(INVENTORY);
		Question first = this.consul.next();
		assertThat(first.path()).isEqualTo("/v1/health/service/inventory?passing=true");
		first.answer(7, 8081);
		assertThat(this.events.next()).isEqualTo("instances [8081] pushed");
		assertThat(nextQuestion().path()).isEqualTo("/v1/health/service/inventory?passing=true&index=7&wait=32000ms");
	}

	@Test
	void askedIsForWhatTheUserWants() {
		watch(new InstanceQuery("in/ventory", "dc 2", List.of("a&b", "c"), false, "stale"));
		assertThat(this.consul.next().path())
			.isEqualTo("/v1/health/service/in%2Fventory?passing=false&tag=a%26b&tag=c&dc=dc%202&stale");
	}

	@Test
	void instanceIsWhatSpringCloudConsulMakesOfIt() {
		List<ServiceInstance> seen = new ArrayList<>();
		watch(new InstanceWatch.Listener() {

			@Override
			public void onInstances(List<ServiceInstance> instances, boolean pushed) {
				seen.addAll(instances);
				ConsulWatchTests.this.events.onInstances(instances, pushed);
			}

			@Override
			public void onFailure(String reason, boolean heardUntilNow) {
			}

		});
		this.consul.next().answer(7, 8081);
		this.events.next();
		assertThat(seen).singleElement().isInstanceOfSatisfying(ConsulServiceInstance.class, (instance) -> {
			assertThat(instance.getInstanceId()).isEqualTo("inventory-8081");
			assertThat(instance.getServiceId()).isEqualTo("inventory");
			assertThat(instance.getUri()).hasToString("http://10.0.0.1:8081");
			assertThat(instance.getMetadata()).containsEntry("zone", "a");
			assertThat(instance.getTags()).containsExactly("v1");
			assertThat(instance.getHealthService().getNode().getNode()).isEqualTo("n1");
		});
	}

	@Test
	void indexThatGoesBackwardsStartsAnew() {
		watch(INVENTORY);
		this.consul.next().answer(7, 8081);
		this.events.next();
		nextQuestion().answer(3, 8082);
		this.events.next();
		assertThat(nextQuestion().path()).doesNotContain("index");
	}

	@ParameterizedTest
	@CsvSource({ "0, 1", "-5, 1" })
	void indexAfterAnAnswerIsNeverZero(String index, String asked) {
		watch(INVENTORY);
		this.consul.next().answer(200, index, FakeConsul.instances(8081));
		this.events.next();
		assertThat(nextQuestion().path()).contains("&index=" + asked + "&");
	}

	@Test
	void listThatChangesAllTheTimeIsAskedForAtAPace() {
		watch(INVENTORY);
		this.consul.next().answer(7, 8081);
		this.events.next();
		assertThat(nextDelay()).isEqualTo(BlockingQuery.PACE);
		assertThat(this.consul.hasNext()).isFalse();
	}

	@Test
	void listThatKeepsChangingIsAskedForLessOften() {
		watch(INVENTORY);
		int index = 7;
		this.consul.next().answer(index, 8081);
		this.events.next();
		for (long pace : new long[] { 100, 200, 400, 500, 500 }) {
			assertThat(nextDelay()).isEqualTo(Duration.ofMillis(pace));
			nextQuestion().answer(++index, 8081);
			this.events.next();
		}
		Question calm = nextQuestion();
		this.time.advance(Duration.ofSeconds(1));
		calm.answer(++index, 8081);
		this.events.next();
		assertThat(nextDelay()).isEqualTo(Duration.ZERO);
		nextQuestion().answer(++index, 8081);
		this.events.next();
		assertThat(nextDelay()).isEqualTo(BlockingQuery.PACE.multipliedBy(2));
	}

	@Test
	void failureIsFollowedByABackOffAndAFreshStart() {
		watch(INVENTORY);
		this.consul.next().answer(7, 8081);
		this.events.next();
		nextQuestion().answer(500, null, "No cluster\nleader");
		assertThat(this.events.next()).isEqualTo("failure HTTP 500: No cluster leader, heard until now");
		assertThat(nextDelay()).is(FIRST_BACK_OFF);
		assertThat(nextQuestion().path()).doesNotContain("index");
	}

	@Test
	void backOffGrowsToItsLimitAndStartsAnewAfterAnAnswer() {
		watch(INVENTORY);
		this.consul.next().answer(500, null, "");
		for (long limit : new long[] { 250, 500, 1000, 2000, 4000, 4000 }) {
			assertThat(this.events.next()).startsWith("failure");
			assertThat(nextDelay()).is(between(limit / 2, limit));
			nextQuestion().answer(500, null, "");
		}
		this.events.next();
		nextQuestion().answer(7, 8081);
		this.events.next();
		nextQuestion().answer(500, null, "");
		this.events.next();
		assertThat(nextDelay()).is(FIRST_BACK_OFF);
	}

	@Test
	void connectionThatBreaksWasGoodUntilThen() {
		watch(INVENTORY);
		this.consul.next().answer(7, 8081);
		this.events.next();
		nextQuestion().hangUp();
		// The JDK's client itself retries once
		this.consul.next().hangUp();
		assertThat(this.events.next()).startsWith("failure").endsWith("heard until now");
	}

	@Test
	void agentThatIsNotThereIsAFailure() {
		this.consul.close();
		watch(INVENTORY);
		assertThat(this.events.next()).startsWith("failure no connection");
	}

	@Test
	void agentThatFallsSilentIsGivenUpAfterTheWaitAndConsulsJitter() {
		watch(INVENTORY);
		this.consul.next().answer(7, 8081);
		this.events.next();
		nextQuestion();
		assertThat(nextDelay()).isEqualTo(Duration.ofSeconds(32 + 2 + 5));
		this.time.advance(Duration.ofSeconds(39));
		assertThat(this.events.next()).isEqualTo("failure no response within 39 s");
	}

	@Test
	void agentThatDripsItsAnswerIsGivenUpToo() {
		watch(INVENTORY);
		try (OutputStream body = this.consul.next().begin(200, "7", FakeConsul.instances(8081))) {
			body.write('[');
			body.flush();
			assertThat(nextDelay()).isEqualTo(Duration.ofSeconds(5));
			this.time.advance(Duration.ofSeconds(5));
			assertThat(this.events.next()).isEqualTo("failure no response within 5 s");
		}
		catch (IOException ex) {
			// The body was never finished
		}
	}

	@ParameterizedTest
	@CsvSource({ "200, 7, <html>", "200, 7, '{\"a\": 1}'", "200, 7, '[{\"Service\": null}]'", "200, , []",
			"200, seven, []", "403, 7, Permission denied", "404, 7, ''" })
	void answerThatIsNoneIsAFailure(int status, String index, String body) {
		watch(INVENTORY);
		this.consul.next().answer(status, index, body);
		assertThat(this.events.next()).startsWith("failure");
	}

	@Test
	void agentThatDoesNotWaitIsAskedLessAndLess() {
		watch(INVENTORY);
		this.consul.next().answer(7, 8081);
		this.events.next();
		for (long pace : new long[] { 100, 200, 400, 800, 1600, 2000, 2000 }) {
			assertThat(nextDelay()).isEqualTo(Duration.ofMillis(pace));
			nextQuestion().answer(7, 8081);
			this.events.next();
		}
		nextQuestion().answer(8, 8082);
		this.events.next();
		assertThat(nextDelay()).isEqualTo(BlockingQuery.BUSY_PACE);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 502, 503, 504, 408 })
	void serverThatEndsALongWaitHasNotFailedAndIsAskedForAShorterOne(int status) {
		watch(INVENTORY);
		this.consul.next().answer(7, 8081);
		this.events.next();
		Question question = nextQuestion();
		this.time.advance(Duration.ofSeconds(30));
		if (status != 0) {
			question.answer(status, null, "");
		}
		else {
			question.hangUp();
			// The JDK's client itself retries once
			this.consul.next().hangUp();
		}
		assertThat(nextQuestion().path()).isEqualTo("/v1/health/service/inventory?passing=true&index=7&wait=25000ms");
		assertThat(this.events.isEmpty()).isTrue();
	}

	@Test
	void rejectedConnectionIsNoFailureUnlessItLasts() {
		watch(INVENTORY);
		for (int i = 0; i < 4; i++) {
			this.consul.next().answer(429, null, "");
			assertThat(nextDelay()).isBetween(Duration.ofMillis(125), Duration.ofSeconds(4));
			this.time.advance(nextDelay());
		}
		assertThat(this.events.isEmpty()).isTrue();
		this.consul.next().answer(429, null, "");
		assertThat(this.events.next()).isEqualTo("failure HTTP 429");
	}

	@Test
	void nextAgentIsAskedAtOnceAndOnlyTheLastOneIsAFailure() {
		try (FakeConsul second = new FakeConsul()) {
			watch(this.events, this.consul.uri(), second.uri());
			this.consul.next().answer(500, null, "");
			runAtOnce();
			second.next().answer(7, 8081);
			assertThat(this.events.next()).isEqualTo("instances [8081] pushed");
			this.time.advance(nextDelay());
			second.next().answer(500, null, "");
			runAtOnce();
			this.consul.next().answer(500, null, "");
			assertThat(this.events.next()).startsWith("failure");
			assertThat(nextDelay()).is(FIRST_BACK_OFF);
		}
	}

	@Test
	void tokenIsSent() {
		ConsulAgents agents = new ConsulAgents(List.of(this.consul.uri()), "secret", () -> null, this.time,
				this.threads);
		start(new ConsulWatch(connections(agents), INVENTORY, MAX_WAIT, this.time.discoveryTime(), this.events));
		assertThat(this.consul.next().header("X-Consul-Token")).isEqualTo("secret");
	}

	@Test
	void nothingIsHeardOfAfterTheEnd() {
		watch(INVENTORY);
		Question open = this.consul.next();
		this.watches.get(0).stop();
		open.hangUp();
		Awaitility.await().atMost(PATIENCE).until(this.time::pending, List::isEmpty);
		assertThat(this.events.isEmpty()).isTrue();
	}

	private void watch(InstanceQuery query) {
		start(new ConsulWatch(connections(agents(this.consul.uri())), query, MAX_WAIT, this.time.discoveryTime(),
				this.events));
	}

	private void watch(InstanceWatch.Listener listener, URI... agents) {
		URI[] addresses = (agents.length != 0) ? agents : new URI[] { this.consul.uri() };
		start(new ConsulWatch(connections(agents(addresses)), INVENTORY, MAX_WAIT, this.time.discoveryTime(),
				listener));
	}

	private ConsulConnections connections(ConsulAgents agents) {
		return new ConsulConnections(agents, 4, this.time.discoveryTime());
	}

	private ConsulAgents agents(URI... addresses) {
		return new ConsulAgents(List.of(addresses), null, () -> null, this.time, this.threads);
	}

	private void start(ConsulWatch watch) {
		this.watches.add(watch);
		watch.start();
	}

	private Question nextQuestion() {
		this.time.advance(nextDelay());
		return this.consul.next();
	}

	private void runAtOnce() {
		Awaitility.await().atMost(PATIENCE).until(this.time::pending, (pending) -> pending.contains(Duration.ZERO));
		this.time.runDue();
	}

	/**
	 * Wait until something is to be done, and say when.
	 */
	private Duration nextDelay() {
		return Awaitility.await().atMost(PATIENCE).until(this.time::pending, (pending) -> !pending.isEmpty()).get(0);
	}

	private static Condition<Duration> between(long least, long most) {
		return new Condition<>((duration) -> duration.toMillis() >= least && duration.toMillis() <= most,
				"from %d to %d ms", least, most);
	}

	private static final class Events implements InstanceWatch.Listener {

		private final BlockingQueue<String> all = new LinkedBlockingQueue<>();

		@Override
		public void onInstances(List<ServiceInstance> instances, boolean pushed) {
			this.all.add("instances " + instances.stream().map(ServiceInstance::getPort).toList()
					+ (pushed ? " pushed" : ""));
		}

		@Override
		public void onFailure(String reason, boolean heardUntilNow) {
			this.all.add("failure " + reason + (heardUntilNow ? ", heard until now" : ""));
		}

		boolean isEmpty() {
			return this.all.isEmpty();
		}

		String next() {
			try {
				String next = this.all.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
				return (next != null) ? next : "nothing";
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
