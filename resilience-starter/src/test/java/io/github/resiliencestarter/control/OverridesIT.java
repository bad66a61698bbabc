package io.github.resiliencestarter.control;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resiliencestarter.discovery.ConsulApplications;
import io.github.resiliencestarter.discovery.RealConsul;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Overrides of the fleet, with a real agent that is killed and restarted.
 */
class OverridesIT {

	private static final Duration SOON = Duration.ofSeconds(2);

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final String KEY = "/v1/kv/resilience/overrides/";

	@TempDir
	private Path directory;

	private ConsulApplications applications;

	@BeforeEach
	void start() {
		this.applications = new ConsulApplications(this.directory);
	}

	@AfterEach
	void stop() {
		this.applications.close();
	}

	@Test
	void overrideArrivesSurvivesConsulAndARestartAndEndsOnTime() {
		RealConsul consul = this.applications.consul();
		ConfigurableApplicationContext orders = orders(consul);
		CircuitBreaker inventory = breaker(orders);
		put(consul, "inc-42", Duration.ofMinutes(5));
		awaitSoon(inventory::getState, State.FORCED_OPEN);
		put(consul, "broken", "{\"version\": 2}");
		awaitSoon(() -> orders.getBean(Overrides.class).count(OverrideState.REJECTED), 1L);
		consul.put(KEY + "inc-42", document(Duration.ofMinutes(5)).replace("orders", "storefront"));
		awaitSoon(inventory::getState, State.HALF_OPEN);
		consul.send("DELETE", KEY + "inc-42");
		inventory.transitionToClosedState();
		put(consul, "inc-43", Duration.ofSeconds(15));
		Instant end = InstantSource.system().instant().plusSeconds(15);
		awaitSoon(inventory::getState, State.FORCED_OPEN);
		consul.kill();
		Awaitility.await()
			.atMost(PATIENCE)
			.until(() -> orders.getBean(OverrideWatch.class).source().state() == OverrideSource.State.STALE);
		assertThat(inventory.getState()).isEqualTo(State.FORCED_OPEN);
		orders.close();
		ConfigurableApplicationContext restarted = orders(consul);
		CircuitBreaker again = breaker(restarted);
		assertThat(again.getState()).isEqualTo(State.FORCED_OPEN);
		assertThat(restarted.getBean(OverrideWatch.class).source().state()).isEqualTo(OverrideSource.State.NEVER_READ);
		Awaitility.await().atMost(PATIENCE).until(() -> again.getState() == State.HALF_OPEN);
		assertThat(Duration.between(end, InstantSource.system().instant())).isBetween(Duration.ofSeconds(-2),
				Duration.ofSeconds(2));
	}

	@Test
	void consulThatIsRestartedEmptyEndsOverridesAndIsWatchedAgain() {
		RealConsul consul = this.applications.consul();
		ConfigurableApplicationContext orders = orders(consul);
		CircuitBreaker inventory = breaker(orders);
		put(consul, "inc-42", Duration.ofMinutes(5));
		awaitSoon(inventory::getState, State.FORCED_OPEN);
		consul.kill();
		consul.start();
		Awaitility.await().atMost(PATIENCE).until(() -> inventory.getState() == State.HALF_OPEN);
		put(consul, "inc-44", Duration.ofMinutes(5));
		awaitSoon(inventory::getState, State.FORCED_OPEN);
		consul.send("DELETE", KEY + "inc-44");
		awaitSoon(inventory::getState, State.HALF_OPEN);
	}

	private ConfigurableApplicationContext orders(RealConsul consul) {
		return this.applications.start(consul, WebApplicationType.NONE, "resilience.control.enabled=true",
				"resilience.discovery.cache-directory=" + this.directory.resolve("cache"));
	}

	private static CircuitBreaker breaker(ConfigurableApplicationContext context) {
		return context.getBean(CircuitBreakerRegistry.class).circuitBreaker("inventory");
	}

	private static void put(RealConsul consul, String id, Duration duration) {
		put(consul, id, document(duration));
	}

	private static void put(RealConsul consul, String id, String document) {
		assertThat(consul.put(KEY + id, document).body()).contains("true");
	}

	private static String document(Duration duration) {
		Instant expiry = InstantSource.system().instant().plus(duration).truncatedTo(ChronoUnit.SECONDS);
		return Documents.state("inventory", "force-open", expiry.toString());
	}

	private static <T> void awaitSoon(Supplier<T> actual, T expected) {
		Awaitility.await()
			.atMost(SOON)
			.pollInterval(Duration.ofMillis(20))
			.untilAsserted(() -> assertThat(actual.get()).isEqualTo(expected));
	}

}
