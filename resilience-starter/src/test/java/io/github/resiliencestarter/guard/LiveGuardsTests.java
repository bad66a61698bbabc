package io.github.resiliencestarter.guard;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resiliencestarter.engines.Engines;
import io.github.resiliencestarter.targets.SettingChange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link LiveGuards} and what a {@link Guard} keeps when its settings change.
 */
class LiveGuardsTests {

	private static final String INVENTORY = "resilience.client.targets.inventory.";

	private final GuardFixture fixture = new GuardFixture();

	private final Map<String, Object> properties = new HashMap<>();

	private final ConfigurableEnvironment environment = environment(this.properties);

	private final List<GuardSettingsCustomizer> customizers = new ArrayList<>();

	private final List<String> created = new ArrayList<>();

	private final GuardTargets targets = new GuardTargets(this.environment,
			Binder.get(this.environment).bindOrCreate("resilience.client", ClientProperties.class), this.customizers);

	private final Guards guards = guards(this.fixture.engines);

	private final LiveGuards live = new LiveGuards(this.targets, this.guards);

	@Test
	void changedTimeoutIsInEffectAtTheNextCall() throws Exception {
		Guard guard = guard("inventory");
		assertThat(limit(guard)).hasSeconds(5);
		assertThat(change(INVENTORY + "timeout", "2s")).containsExactly(
				"resilience.client.targets.inventory: timeout PT15S -> PT2S, attempt-timeout PT5S -> PT2S");
		assertThat(limit(guard)).hasSeconds(2);
		assertThat(guard("inventory")).isSameAs(guard);
	}

	@Test
	void onlyTargetsWhoseSettingsDifferChange() {
		Guard orders = guard("orders");
		guard("inventory");
		Gates before = orders.gates();
		assertThat(change(INVENTORY + "timeout", "2s")).hasSize(1);
		assertThat(orders.gates()).isSameAs(before);
	}

	@Test
	void changeForAllTargetsReachesThoseThatInherit() {
		this.properties.put(INVENTORY + "timeout", "3s");
		guard("inventory");
		guard("orders");
		assertThat(change("resilience.client.timeout", "9s"))
			.containsExactly("resilience.client.targets.orders: timeout PT15S -> PT9S");
		assertThat(guard("later").settings().timeout()).hasSeconds(9);
	}

	@Test
	void callInFlightEndsWithTheSettingsItBeganWith() throws Exception {
		Guard guard = guard("inventory");
		List<Duration> limits = new ArrayList<>();
		String result = guard.call(new Call((attempt) -> {
			limits.add(attempt.limit());
			if (attempt.number() == 1) {
				change(INVENTORY + "timeout", "2s");
				throw new IOException("failed");
			}
			return "done";
		}));
		assertThat(result).isEqualTo("done");
		assertThat(limits).containsExactly(Duration.ofSeconds(5), Duration.ofSeconds(5));
		assertThat(limit(guard)).hasSeconds(2);
		assertThat(this.fixture.freeInBulkhead()).isEqualTo(2);
	}

	@Test
	void reactiveCallHasTheSettingsOfItsSubscription() {
		Guard guard = guard("inventory");
		Mono<Duration> call = guard.call(new ReactiveCall<Duration>() {

			@Override
			public Mono<Duration> attempt(Attempt attempt) {
				return Mono.just(attempt.limit());
			}

			@Override
			public Outcome outcomeOf(Throwable error) {
				return Outcome.UNRELATED;
			}

		});
		assertThat(call.block()).hasSeconds(5);
		change(INVENTORY + "attempt-timeout", "1s");
		assertThat(call.block()).hasSeconds(1);
	}

	@Test
	void breakerAndAttemptsInFlightAreKept() {
		Guard guard = guard("inventory");
		CircuitBreaker breaker = this.fixture.breaker();
		CompletableFuture<String> response = new CompletableFuture<>();
		guard.call(new PendingCall(response)).subscribe();
		assertThat(this.fixture.freeInBulkhead()).isOne();
		change(INVENTORY + "timeout", "2s");
		assertThat(this.fixture.freeInBulkhead()).isOne();
		response.complete("late");
		assertThat(this.fixture.freeInBulkhead()).isEqualTo(2);
		assertThat(guard.gates().engines().breaker()).isSameAs(breaker);
		assertThat(breaker.getMetrics().getNumberOfSuccessfulCalls()).isOne();
	}

	@Test
	void spentRetriesStaySpent() {
		this.properties.put("resilience.client.retry-budget.min-per-second", "1");
		Guard guard = guard("inventory");
		assertThat(guard.availableRetries()).isEqualTo(10);
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> guard.call(new Call((attempt) -> {
			throw new IOException("failed");
		})));
		double left = guard.availableRetries();
		assertThat(left).isEqualTo(8.2);
		change(INVENTORY + "timeout", "2s");
		assertThat(guard.availableRetries()).isEqualTo(left);
		change(INVENTORY + "retry-budget.min-per-second", "2");
		assertThat(guard.availableRetries()).isEqualTo(left + 10);
	}

	@Test
	void hedgingBeginsAndEndsAtTheNextCall() throws Exception {
		Guard guard = guard("inventory");
		guard.call(new Call((attempt) -> String.valueOf(attempt.hedge() != null)));
		change(INVENTORY + "hedge.after", "80ms");
		assertThat(guard.call(new Call((attempt) -> String.valueOf(attempt.hedge() != null)))).isEqualTo("true");
		change(INVENTORY + "hedge.after", "never");
		assertThat(guard.call(new Call((attempt) -> String.valueOf(attempt.hedge() != null)))).isEqualTo("false");
	}

	@Test
	void retriesCanBeStoppedAtOnce() throws Exception {
		Guard guard = guard("inventory");
		for (int i = 0; i < 50; i++) {
			guard.call(new Call((attempt) -> "fine"));
		}
		assertThat(guard.availableRetries()).isEqualTo(20);
		change(Map.of(INVENTORY + "retry-budget.ratio", "0", INVENTORY + "retry-budget.min-per-second", "0"));
		assertThat(guard.availableRetries()).isZero();
	}

	@Test
	void lowerRatioAppliesToEarlierCallsToo() throws Exception {
		this.properties.put("resilience.client.retry-budget.min-per-second", "0");
		Guard guard = guard("inventory");
		for (int i = 0; i < 50; i++) {
			guard.call(new Call((attempt) -> "fine"));
		}
		change(INVENTORY + "retry-budget.ratio", "0.1");
		assertThat(guard.availableRetries()).isEqualTo(5);
		change(INVENTORY + "retry-budget.ratio", "0.2");
		assertThat(guard.availableRetries()).isEqualTo(5);
	}

	@ParameterizedTest
	@CsvSource({ "20s, 10", "10s, 10", "5s, 5", "1s, 1" })
	void depositsAreKeptInAnotherWindow(String window, int expected) throws Exception {
		this.properties.put("resilience.client.retry-budget.min-per-second", "0");
		Guard guard = guard("inventory");
		for (int i = 0; i < 50; i++) {
			guard.call(new Call((attempt) -> "fine"));
		}
		change(INVENTORY + "retry-budget.window", window);
		assertThat(guard.availableRetries()).isEqualTo(expected);
	}

	@Test
	void adaptiveLimitIsKeptWhenTheAttemptTimeoutChanges() {
		Guard guard = guard("inventory");
		this.fixture.collapse(guard);
		double limit = guard.concurrencyLimit();
		assertThat(limit).isFinite();
		change(INVENTORY + "attempt-timeout", "1s");
		assertThat(guard.concurrencyLimit()).isEqualTo(limit);
	}

	@Test
	void adaptiveLimitCanBeDisabledAndEnabled() {
		Guard guard = guard("inventory");
		this.fixture.collapse(guard);
		change(INVENTORY + "adaptive-limit", "false");
		assertThat(guard.concurrencyLimit()).isInfinite();
		change(INVENTORY + "adaptive-limit", "true");
		this.fixture.collapse(guard);
		assertThat(guard.concurrencyLimit()).isFinite();
	}

	@Test
	void protectionCanBeDisabledAndEnabled() {
		Guard guard = guard("inventory");
		assertThat(change(INVENTORY + "enabled", "false"))
			.containsExactly("resilience.client.targets.inventory: enabled true -> false");
		assertThat(this.guards.forTarget("inventory")).isNull();
		assertThat(this.guards.all()).isEmpty();
		change(INVENTORY + "enabled", "true");
		assertThat(this.guards.forTarget("inventory")).isSameAs(guard);
		assertThat(this.created).containsExactly("inventory");
	}

	@Test
	void targetThatWasNeverProtectedCanBe() {
		this.properties.put(INVENTORY + "enabled", "false");
		assertThat(this.guards.forTarget("inventory")).isNull();
		change(INVENTORY + "enabled", "true");
		assertThat(this.guards.forTarget("inventory")).isNotNull();
		assertThat(this.created).containsExactly("inventory");
	}

	@Test
	void removedSettingFallsBack() {
		this.properties.put(INVENTORY + "timeout", "2s");
		Guard guard = guard("inventory");
		this.properties.clear();
		apply();
		assertThat(guard.settings().timeout()).hasSeconds(15);
	}

	@Test
	void customizersApplyOnTopOfAChange() {
		this.customizers.add((target, settings) -> settings.withTimeout(settings.timeout().multipliedBy(2)));
		Guard guard = guard("inventory");
		change(INVENTORY + "timeout", "2s");
		assertThat(guard.settings().timeout()).hasSeconds(4);
	}

	@Test
	void preparationChangesNothing() {
		Guard guard = guard("inventory");
		Gates before = guard.gates();
		ConfigurableEnvironment other = environment(
				Map.of(INVENTORY + "timeout", "2s", "resilience.client.timeout", "9s"));
		assertThat(this.live.prepare(other).changes()).contains(
				new SettingChange("inventory", INVENTORY + "timeout", Duration.ofSeconds(15), Duration.ofSeconds(2)));
		assertThat(guard.gates()).isSameAs(before);
		assertThat(guard("later").settings().timeout()).hasSeconds(15);
	}

	@Test
	void configuredTargetThatHasNotBeenCalledIsCompared() {
		assertThat(this.live.prepare(environment(Map.of(INVENTORY + "timeout", "2s"))).changes())
			.extracting(SettingChange::key)
			.containsExactly(INVENTORY + "timeout", INVENTORY + "attempt-timeout");
	}

	@Test
	void twoSpellingsOfATargetAreOne() {
		guard("order-service");
		assertThat(change("resilience.client.targets.orderService.timeout", "2s")).hasSize(1);
		assertThat(guard("order-service").settings().timeout()).hasSeconds(2);
	}

	@ParameterizedTest
	@CsvSource({ "resilience.client.targets.inventory.timeout, 0s", "resilience.client.timeout, -1s",
			"resilience.client.targets.other.attempt-timeout, 1h", "resilience.client.retry-budget.ratio, 7",
			"resilience.client.targets.inventory.retry-budget.window, 1ms" })
	void invalidValueIsRejected(String key, String value) {
		Guard guard = guard("inventory");
		Gates before = guard.gates();
		assertThatExceptionOfType(BindException.class).isThrownBy(() -> change(key, value))
			.havingRootCause()
			.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class,
					(ex) -> assertThat(ex.getName()).isEqualTo(key));
		assertThat(guard.gates()).isSameAs(before);
	}

	@Test
	void targetThatIsFirstCalledDuringAChangeGetsTheNewSettings() {
		List<Runnable> duringTheFirstCall = new ArrayList<>(List.of(() -> {
			this.properties.put(INVENTORY + "timeout", "2s");
			apply();
		}));
		this.customizers.add((target, settings) -> {
			// Has read the old settings, and is not in the registry yet
			if (!duringTheFirstCall.isEmpty()) {
				duringTheFirstCall.remove(0).run();
			}
			return settings;
		});
		assertThat(guard("inventory").settings().timeout()).hasSeconds(2);
	}

	@Test
	void lookupOfReplacedEnginesKeepsChangedSettings() throws Exception {
		Guard guard = guard("inventory");
		change(INVENTORY + "timeout", "2s");
		this.fixture.breakers.replace("inventory", CircuitBreaker.ofDefaults("inventory"));
		assertThat(limit(guard)).hasSeconds(2);
	}

	private Guard guard(String target) {
		return Objects.requireNonNull(this.guards.forTarget(target));
	}

	private List<String> change(String key, String value) {
		return change(Map.of(key, value));
	}

	private List<String> change(Map<String, String> changed) {
		this.properties.putAll(changed);
		return apply();
	}

	private List<String> apply() {
		return this.live.prepare(this.environment).apply();
	}

	private static Duration limit(Guard guard) throws Exception {
		List<Duration> limits = new ArrayList<>();
		guard.call(new Call((attempt) -> {
			limits.add(attempt.limit());
			return "done";
		}));
		return limits.get(0);
	}

	private Guards guards(Engines engines) {
		GuardListener listener = new GuardListener() {

			@Override
			public void onTarget(Guard guard) {
				LiveGuardsTests.this.created.add(guard.target());
			}

		};
		GuardTime time = new GuardTime(this.fixture::nanos, this.fixture.scheduler::advanceTimeBy,
				() -> this.fixture.scheduler);
		return new Guards(this.targets::apply, engines, new GuardListeners(List.of(listener)), time, 10);
	}

	private static ConfigurableEnvironment environment(Map<String, Object> properties) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
		ConfigurationPropertySources.attach(environment);
		return environment;
	}

	private record Call(Script.Step step) implements BlockingCall<String> {

		@Override
		public String attempt(Attempt attempt) throws Exception {
			return this.step.run(attempt);
		}

		@Override
		public Outcome outcomeOf(Throwable error) {
			return new Outcome.Failure(error, true, null);
		}

	}

	private record PendingCall(CompletableFuture<String> response) implements ReactiveCall<String> {

		@Override
		public Mono<String> attempt(Attempt attempt) {
			return Mono.fromFuture(this.response);
		}

		@Override
		public Outcome outcomeOf(Throwable error) {
			return Outcome.UNRELATED;
		}

	}

}
