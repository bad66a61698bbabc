package io.github.resiliencestarter.control;

import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resiliencestarter.discovery.FakeConsul;
import io.github.resiliencestarter.discovery.FakeConsul.Question;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static io.github.resiliencestarter.control.Documents.forceOpen;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OverrideWatch}, with a scripted agent.
 */
@ExtendWith(OutputCaptureExtension.class)
class OverrideWatchTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final String PREFIX = "resilience/overrides/";

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final FakeConsul consul = new FakeConsul();

	private final OverridesFixture orders = new OverridesFixture(null).withBreakers("inventory");

	private OverrideWatch watch;

	@BeforeEach
	void start() {
		this.watch = new OverrideWatch(this.orders.overrides, this.consul.connections(this.orders.time, this.threads),
				new OverrideQuery(PREFIX), this.orders.time);
		this.watch.start();
	}

	@AfterEach
	void stop() {
		this.watch.stop();
		this.consul.close();
		this.threads.shutdownNow();
	}

	@Test
	void firstQueryDoesNotWaitAndTheNextOneWaitsForAChange() {
		Question first = this.consul.next();
		assertThat(first.path()).isEqualTo("/v1/kv/resilience/overrides/?recurse=true");
		assertThat(this.watch.source().state()).isEqualTo(OverrideSource.State.NEVER_READ);
		first.answer(200, "7", entries(entry("a", 5, forceOpen("inventory"))));
		awaitState(State.FORCED_OPEN);
		assertThat(next().path()).isEqualTo("/v1/kv/resilience/overrides/?recurse=true&index=7&wait=25000ms");
		assertThat(this.watch.source().state()).isEqualTo(OverrideSource.State.CURRENT);
	}

	@Test
	void prefixWithoutKeysIsWatchedWithoutAskingAgainAndAgain() {
		this.consul.next().answer(404, "7", "");
		Question waiting = next();
		assertThat(waiting.path()).contains("&index=7&wait=25000ms");
		assertThat(this.watch.source().state()).isEqualTo(OverrideSource.State.CURRENT);
		this.orders.pass(Duration.ofSeconds(20));
		assertThat(this.consul.hasNext()).isFalse();
		waiting.answer(200, "8", entries(entry("a", 8, forceOpen("inventory"))));
		awaitState(State.FORCED_OPEN);
	}

	@Test
	void agentThatRespondsAtOnceAlthoughNothingHasChangedIsAskedLessAndLess() {
		this.consul.next().answer(404, "7", "");
		for (int i = 0; i < 4; i++) {
			next().answer(404, "7", "");
		}
		assertThat(nextDelay()).isGreaterThanOrEqualTo(Duration.ofMillis(1500));
	}

	@Test
	void deletedKeyEndsItsOverride() {
		this.consul.next()
			.answer(200, "7", entries(entry("a", 5, forceOpen("inventory")), entry("b", 6, forceOpen("pricing"))));
		awaitState(State.FORCED_OPEN);
		next().answer(200, "8", entries(entry("b", 6, forceOpen("pricing"))));
		awaitState(State.HALF_OPEN);
		assertThat(this.orders.states()).isEqualTo("b WAITING");
	}

	@Test
	void consulThatHasLostItsMemoryEndsAllOverrides() {
		this.consul.next().answer(200, "700", entries(entry("a", 5, forceOpen("inventory"))));
		awaitState(State.FORCED_OPEN);
		next().answer(404, "1", "");
		awaitState(State.HALF_OPEN);
		assertThat(next().path()).as("the index begins anew").doesNotContain("index");
	}

	@Test
	void contentCountsAndNotTheIndex() {
		this.consul.next().answer(200, "7", entries(entry("a", 5, forceOpen("inventory"))));
		awaitState(State.FORCED_OPEN);
		next().answer(200, "9", entries(entry("a", 5, forceOpen("inventory"))));
		next().answer(200, "3", entries(entry("a", 5, forceOpen("inventory"))));
		assertThat(next().path()).doesNotContain("index");
		assertThat(this.orders.state("inventory")).isEqualTo(State.FORCED_OPEN);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "500 | No cluster leader | STALE", "503 | | STALE", "404 | 404 page not found | STALE",
					"429 | Too many | CURRENT", "403 | Permission denied | UNREADABLE", "401 | | UNREADABLE",
					"200 | [{ | STALE", "200 | {} | STALE", "200 | <html> | STALE", "200 | [{\"Key\": 1}] | STALE",
					"200 | [null] | STALE", "200 | [{\"Key\":\"resilience/overrides/a\",\"Value\":\"%%\"}] | STALE",
					"302 | | STALE" })
	void overridesStayIfConsulDoesNotSayThatTheyHaveEnded(int status, @Nullable String body,
			OverrideSource.State state) {
		this.consul.next().answer(200, "7", entries(entry("a", 5, forceOpen("inventory"))));
		awaitState(State.FORCED_OPEN);
		next().answer(status, (status == 200) ? "8" : null, (body != null) ? body : "");
		Awaitility.await().atMost(PATIENCE).until(this.orders.manual::pending, (pending) -> pending.size() > 1);
		assertThat(this.orders.state("inventory")).isEqualTo(State.FORCED_OPEN);
		assertThat(this.watch.source().state()).isEqualTo(state);
		this.orders.pass(Duration.ofMinutes(10));
		assertThat(this.orders.state("inventory")).isEqualTo(State.HALF_OPEN);
	}

	@ParameterizedTest
	@ValueSource(ints = { 200, 404 })
	void whatAclsHideHasNotEnded(int status, CapturedOutput output) {
		this.consul.next().answer(200, "7", entries(entry("a", 5, forceOpen("inventory"))));
		awaitState(State.FORCED_OPEN);
		next().with("X-Consul-Results-Filtered-By-ACLs", "true").answer(status, "8", (status == 200) ? "[]" : "");
		Awaitility.await().atMost(PATIENCE).until(() -> this.watch.source().state() == OverrideSource.State.UNREADABLE);
		next().answer(403, null, "Permission denied");
		nextDelay();
		assertThat(this.orders.state("inventory")).isEqualTo(State.FORCED_OPEN);
		assertThat(output).containsOnlyOnce("Cannot read overrides from Consul");
		next().answer(404, "9", "");
		awaitState(State.HALF_OPEN);
		assertThat(output).containsOnlyOnce("Reading overrides from Consul again");
	}

	@Test
	void deniedAccessIsForgottenWhenSomethingElseIsWrong() {
		this.consul.next().answer(403, null, "Permission denied");
		awaitSource(OverrideSource.State.UNREADABLE);
		next().answer(500, null, "No cluster leader");
		awaitSource(OverrideSource.State.NEVER_READ);
		next().answer(404, "7", "");
		awaitSource(OverrideSource.State.CURRENT);
	}

	private void awaitSource(OverrideSource.State state) {
		Awaitility.await().atMost(PATIENCE).until(() -> this.watch.source().state() == state);
	}

	@Test
	void connectionThatBreaksIsNoEnd() {
		this.consul.next().answer(200, "7", entries(entry("a", 5, forceOpen("inventory"))));
		awaitState(State.FORCED_OPEN);
		next().hangUp();
		// The JDK's client itself retries once
		this.consul.next().hangUp();
		Awaitility.await().atMost(PATIENCE).until(() -> this.watch.source().state() == OverrideSource.State.STALE);
		assertThat(this.orders.state("inventory")).isEqualTo(State.FORCED_OPEN);
		assertThat(this.watch.source().age()).isNotNull();
	}

	@Test
	void documentsAreReadAsTheyAre() {
		this.consul.next()
			.answer(200, "7", entries(entry("", 1, "a folder"), entry("empty", 2, null), entry("html", 3, "<b>"),
					entry("a", 5, forceOpen("inventory")), entry("deep/er", 6, forceOpen("inventory"))));
		awaitState(State.FORCED_OPEN);
		assertThat(this.orders.states()).isEqualTo("deep/er REJECTED, a APPLIED, html REJECTED, empty REJECTED");
	}

	@Test
	void applicationWithoutConsulIsToldSo(CapturedOutput output) {
		OverrideWatch without = new OverrideWatch(this.orders.overrides, null, new OverrideQuery(PREFIX),
				this.orders.time);
		without.start();
		assertThat(output).containsOnlyOnce("Overrides are enabled, but this application does not use Consul")
			.contains("resilience.discovery.enabled=false");
		assertThat(without.source().state()).isEqualTo(OverrideSource.State.NEVER_READ);
	}

	private void awaitState(State state) {
		Awaitility.await().atMost(PATIENCE).until(() -> this.orders.state("inventory") == state);
	}

	private Question next() {
		Awaitility.await().atMost(PATIENCE).until(() -> {
			this.orders.pass(Duration.ofMillis(50));
			return this.consul.hasNext();
		});
		return this.consul.next();
	}

	private Duration nextDelay() {
		return Awaitility.await()
			.atMost(PATIENCE)
			.until(this.orders.manual::pending, (pending) -> !pending.isEmpty())
			.get(0);
	}

	private static String entries(String... entries) {
		return "[" + String.join(",", List.of(entries)) + "]";
	}

	private static String entry(String id, int createIndex, @Nullable String document) {
		String value = (document != null) ? "\"" + Base64.getEncoder().encodeToString(Documents.bytes(document)) + "\""
				: "null";
		return """
				{"LockIndex": 0, "Key": "%s%s", "Flags": 0, "Value": %s, "CreateIndex": %d, "ModifyIndex": 9}"""
			.formatted(PREFIX, id, value, createIndex);
	}

}
