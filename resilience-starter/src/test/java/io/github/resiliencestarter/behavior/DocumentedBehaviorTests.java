package io.github.resiliencestarter.behavior;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.github.resiliencestarter.RestrictedClassPath;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares Resilience4j's documented behavior without and with the starter on the
 * classpath.
 */
@TestInstance(Lifecycle.PER_CLASS)
class DocumentedBehaviorTests {

	private static final String PLAYER = "io.github.resiliencestarter.behavior.DocumentedBehavior";

	private static final String[] SETTINGS = """
			circuitbreaker.configs.shared.sliding-window-type=count_based
			circuitbreaker.configs.shared.sliding-window-size=4
			circuitbreaker.configs.shared.minimum-number-of-calls=2
			circuitbreaker.configs.shared.failure-rate-threshold=50
			circuitbreaker.configs.shared.wait-duration-in-open-state=100ms
			circuitbreaker.configs.shared.automatic-transition-from-open-to-half-open-enabled=true
			circuitbreaker.configs.shared.permitted-number-of-calls-in-half-open-state=2
			circuitbreaker.configs.shared.record-exceptions=java.io.IOException
			circuitbreaker.configs.shared.ignore-exceptions=java.io.FileNotFoundException,java.lang.IllegalArgumentException
			circuitbreaker.configs.derived.base-config=shared
			circuitbreaker.configs.derived.failure-rate-threshold=70
			circuitbreaker.instances.one.base-config=shared
			circuitbreaker.instances.two.base-config=shared
			circuitbreaker.instances.two.sliding-window-size=6
			circuitbreaker.instances.three.base-config=derived
			circuitbreaker.instances.customized.base-config=shared
			circuitbreaker.instances.counted.base-config=shared
			circuitbreaker.instances.opened.base-config=shared
			circuitbreaker.instances.opened.wait-duration-in-open-state=1h
			circuitbreaker.instances.states.base-config=shared
			circuitbreaker.instances.slow.base-config=shared
			circuitbreaker.instances.slow.slow-call-duration-threshold=10ms
			circuitbreaker.instances.slow.slow-call-rate-threshold=50
			circuitbreaker.instances.every.base-config=shared
			circuitbreaker.instances.every.minimum-number-of-calls=4
			retry.configs.shared.max-attempts=2
			retry.configs.shared.wait-duration=5ms
			retry.configs.shared.enable-exponential-backoff=true
			retry.configs.shared.exponential-backoff-multiplier=3
			retry.configs.shared.retry-exceptions=java.io.IOException
			retry.configs.shared.ignore-exceptions=java.io.FileNotFoundException
			retry.configs.derived.base-config=shared
			retry.configs.derived.max-attempts=4
			retry.instances.one.base-config=shared
			retry.instances.two.base-config=shared
			retry.instances.two.max-attempts=6
			retry.instances.three.base-config=derived
			retry.instances.customized.base-config=shared
			retry.instances.counted.base-config=shared
			retry.instances.every.base-config=shared
			bulkhead.configs.shared.max-concurrent-calls=3
			bulkhead.instances.one.base-config=shared
			bulkhead.instances.two.base-config=shared
			bulkhead.instances.two.max-wait-duration=7ms
			bulkhead.instances.three.max-concurrent-calls=5
			bulkhead.instances.customized.base-config=shared
			thread-pool-bulkhead.configs.shared.max-thread-pool-size=6
			thread-pool-bulkhead.configs.shared.core-thread-pool-size=1
			thread-pool-bulkhead.instances.one.base-config=shared
			thread-pool-bulkhead.instances.two.base-config=shared
			thread-pool-bulkhead.instances.two.queue-capacity=9
			thread-pool-bulkhead.instances.three.keep-alive-duration=7ms
			thread-pool-bulkhead.instances.customized.base-config=shared
			ratelimiter.configs.shared.limit-for-period=3
			ratelimiter.configs.shared.limit-refresh-period=2s
			ratelimiter.instances.one.base-config=shared
			ratelimiter.instances.two.base-config=shared
			ratelimiter.instances.two.timeout-duration=7ms
			ratelimiter.instances.three.limit-for-period=9
			ratelimiter.instances.customized.base-config=shared
			ratelimiter.instances.every.subscribe-for-events=true
			timelimiter.configs.shared.timeout-duration=3s
			timelimiter.instances.one.base-config=shared
			timelimiter.instances.two.base-config=shared
			timelimiter.instances.two.cancel-running-future=false
			timelimiter.instances.three.timeout-duration=9s
			timelimiter.instances.customized.base-config=shared
			timelimiter.instances.every.timeout-duration=1h
			"""
		.lines()
		.map((setting) -> "--resilience4j." + setting)
		.toArray(String[]::new);

	/**
	 * Settings of MIGRATION.md that restore Resilience4j's behavior.
	 */
	private static final String[] RESTORING = """
			resilience4j.circuitbreaker.configs.default.sliding-window-type=count_based
			resilience4j.circuitbreaker.configs.default.wait-duration-in-open-state=60s
			resilience4j.circuitbreaker.configs.default.automatic-transition-from-open-to-half-open-enabled=false
			resilience4j.circuitbreaker.configs.default.permitted-number-of-calls-in-half-open-state=10
			resilience4j.circuitbreaker.configs.default.max-wait-duration-in-half-open-state=0
			resilience4j.circuitbreaker.configs.default.slow-call-duration-threshold=60s
			resilience4j.circuitbreaker.configs.default.slow-call-rate-threshold=100
			resilience4j.circuitbreaker.configs.default.record-exceptions=java.lang.Throwable
			resilience4j.circuitbreaker.configs.default.writable-stack-trace-enabled=true
			resilience4j.retry.configs.default.wait-duration=500ms
			resilience4j.retry.configs.default.retry-exceptions=java.lang.Throwable
			resilience4j.bulkhead.configs.default.max-concurrent-calls=25
			resilience4j.bulkhead.configs.default.writable-stack-trace-enabled=true
			resilience4j.ratelimiter.configs.default.timeout-duration=5s
			resilience4j.timelimiter.configs.default.timeout-duration=1s
			management.health.circuitbreakers.enabled=false
			resilience.annotation.fallback-placement=annotation
			""".lines().map((setting) -> "--" + setting).toArray(String[]::new);

	private static final List<Difference> DEFAULTS = List.of(
			new Difference("breaker without settings: 404", "0 good, 1 bad", "0 good, 0 bad",
					"4xx responses of any client"),
			new Difference("breaker: automatic.*", "false", "true", "Transition from open to half-open"),
			new Difference("breaker: half-open.*", "10 PT0S", "3 PT1M", "Half-open state"),
			new Difference("breaker: open.*", "60000 60000", "5000 10000", "Wait in the open state"),
			new Difference("breaker: slow calls.*", "100.0 PT1M", "80.0 PT2S", "Slow calls"),
			new Difference("breaker: stack trace.*", "true", "false", "Stack trace of a rejection"),
			new Difference("breaker: window.*", "COUNT_BASED 100 100", "TIME_BASED 10 10", "Circuit breaker: window"),
			new Difference("bulkhead .untouched.", "25 PT0S true", "50 PT0S false", "Bulkhead"),
			new Difference("bulkhead .(one|two|three|customized).", "\\d+ \\S+ true", "\\d+ \\S+ false",
					"Stack trace of a rejection"),
			new Difference("health", "false", "true", "Health indicator"),
			new Difference("rate limiter.*", ".* PT5S", ".* PT0S", "Rate limiter"),
			new Difference("retry without settings: 404", ".* after 3", ".* after 1", "Rejections and 4xx"),
			new Difference("retry: wait .untouched.", "500 500 500", "random", "Retry: wait"),
			new Difference("time limiter .untouched.", "PT1S true", "PT2S true", "Time limiter"),
			new Difference("meter .*", "\\[name.*", "\\[application, name.*", "tag `application`"));

	private static final Difference FALLBACK = new Difference("fallback below a retry", ".* after 1", ".* after 2",
			"Around all annotations");

	private static final List<Difference> BY_DESIGN = List.of(
			new Difference("aspect beans", "\\[.*retryAspect.*\\]", "\\[\\]", "Aspect beans"),
			new Difference("instances before the first call", "annotated false, .*", "annotated true, .*",
					"Instances at startup"),
			new Difference("time limiter of a plain method", "IllegalReturnTypeException", "ok", "`@TimeLimiter`"));

	private Map<String, String> without = Map.of();

	@BeforeAll
	void playWithoutTheStarter() {
		this.without = RestrictedClassPath.withoutTheStarter().call(PLAYER, "play", (Object) SETTINGS);
		assertThat(this.without).hasSizeGreaterThan(100);
	}

	private static Map<String, String> with(String... more) {
		String[] settings = Stream.concat(Stream.of(SETTINGS), Stream.of(more)).toArray(String[]::new);
		return RestrictedClassPath.ofAServletApplication().call(PLAYER, "play", (Object) settings);
	}

	@Test
	void differsOnlyAsListedInMigration() throws IOException {
		List<Difference> all = new ArrayList<>(DEFAULTS);
		all.addAll(BY_DESIGN);
		all.add(FALLBACK);
		assertDiffersIn(with(), all);
		assertThat(Files.readString(Path.of("MIGRATION.md")))
			.contains(all.stream().map(Difference::migration).toArray(String[]::new));
	}

	@Test
	void settingsOfMigrationRestoreWhatResilience4jDoes() throws IOException {
		List<Difference> left = new ArrayList<>(BY_DESIGN);
		left.add(DEFAULTS.get(DEFAULTS.size() - 1));
		assertDiffersIn(with(RESTORING), left);
		assertThat(Files.readString(Path.of("MIGRATION.md")))
			.contains(Stream.of(RESTORING).map((setting) -> setting.substring(setting.lastIndexOf('.') + 1)).toList());
	}

	@Test
	void hasNoDifferentDefaultsWithDefaultsDisabled() {
		List<Difference> left = new ArrayList<>(BY_DESIGN);
		left.add(FALLBACK);
		assertDiffersIn(with("--resilience.defaults.enabled=false"), left);
	}

	@Test
	void hasNoDifferencesWithTheStarterDisabled() {
		assertDiffersIn(with("--resilience.enabled=false"), List.of());
	}

	private void assertDiffersIn(Map<String, String> with, List<Difference> differences) {
		assertThat(with.keySet()).containsExactlyInAnyOrderElementsOf(this.without.keySet());
		Set<Difference> unseen = new LinkedHashSet<>(differences);
		SoftAssertions.assertSoftly((softly) -> this.without.forEach((name, theirs) -> {
			String ours = with.get(name);
			if (!theirs.equals(ours)) {
				List<Difference> found = differences.stream()
					.filter((difference) -> difference.covers(name, theirs, String.valueOf(ours)))
					.toList();
				softly.assertThat(found).as("%s: %s without the starter, %s with it", name, theirs, ours).hasSize(1);
				unseen.removeAll(found);
			}
		}));
		assertThat(unseen).isEmpty();
	}

	/**
	 * A difference that MIGRATION.md lists.
	 *
	 * @param names regular expression for the names of behaviors
	 * @param theirs regular expression for Resilience4j's behavior
	 * @param ours regular expression for the starter's behavior
	 * @param migration text in MIGRATION.md
	 */
	record Difference(String names, String theirs, String ours, String migration) {

		boolean covers(String name, String theirs, String ours) {
			return name.matches(this.names) && theirs.matches(this.theirs) && ours.matches(this.ours);
		}

	}

}
