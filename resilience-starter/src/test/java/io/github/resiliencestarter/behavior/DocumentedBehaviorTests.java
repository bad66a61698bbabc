package io.github.resiliencestarter.behavior;

import java.util.Map;
import java.util.stream.Stream;

import io.github.resiliencestarter.RestrictedClassPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Resilience4j's documented behavior, without the starter on the class path and with it.
 */
@TestInstance(Lifecycle.PER_CLASS)
class DocumentedBehaviorTests {

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

	@Test
	void differsOnlyInWhatMigrationSays() {
		Map<String, String> without = RestrictedClassPath.withoutTheStarter()
			.call("io.github.resiliencestarter.behavior.DocumentedBehavior", "play", (Object) SETTINGS);
		Map<String, String> with = RestrictedClassPath.ofAServletApplication()
			.call("io.github.resiliencestarter.behavior.DocumentedBehavior", "play", (Object) SETTINGS);
		Stream.concat(without.keySet().stream(), with.keySet().stream()).distinct().sorted().forEach((name) -> {
			if (!java.util.Objects.equals(without.get(name), with.get(name))) {
				System.out.println("DIFF|" + name + "|" + without.get(name) + "|" + with.get(name));
			}
			else {
				System.out.println("SAME|" + name + "|" + with.get(name));
			}
		});
		assertThat(with).isNotEmpty();
	}

}
