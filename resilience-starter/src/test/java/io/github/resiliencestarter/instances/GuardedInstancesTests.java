package io.github.resiliencestarter.instances;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.stream.IntStream;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.springboot.bulkhead.autoconfigure.BulkheadAutoConfiguration;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerAutoConfiguration;
import io.github.resilience4j.springboot.retry.autoconfigure.RetryAutoConfiguration;
import io.github.resiliencestarter.deadline.CurrentDeadline;
import io.github.resiliencestarter.engines.EnginesAutoConfiguration;
import io.github.resiliencestarter.failure.FailureAutoConfiguration;
import io.github.resiliencestarter.failure.NoInstanceException;
import io.github.resiliencestarter.guard.Attempt;
import io.github.resiliencestarter.guard.CallRejectedException;
import io.github.resiliencestarter.guard.GuardAutoConfiguration;
import io.github.resiliencestarter.instances.PriceServer.Behaviour;
import io.github.resiliencestarter.instances.PriceServer.PriceException;
import io.github.resiliencestarter.loadbalancing.Health;
import io.github.resiliencestarter.loadbalancing.LoadBalancingAutoConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cloud.client.CommonsClientAutoConfiguration;
import org.springframework.cloud.client.ReactiveCommonsClientAutoConfiguration;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.simple.SimpleDiscoveryClientAutoConfiguration;
import org.springframework.cloud.client.discovery.simple.SimpleDiscoveryProperties;
import org.springframework.cloud.commons.util.UtilAutoConfiguration;
import org.springframework.cloud.loadbalancer.config.LoadBalancerAutoConfiguration;
import org.springframework.cloud.loadbalancer.support.LoadBalancerClientFactory;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for {@link GuardedInstances}, with real sockets.
 */
@Timeout(60)
class GuardedInstancesTests {

	private static final String INSTANCE = "spring.cloud.discovery.client.simple.instances.pricing[%d].uri=tcp://127.0.0.1:%d";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(CircuitBreakerAutoConfiguration.class, RetryAutoConfiguration.class,
				BulkheadAutoConfiguration.class, GuardAutoConfiguration.class, EnginesAutoConfiguration.class,
				FailureAutoConfiguration.class, InstanceGuardsAutoConfiguration.class, UtilAutoConfiguration.class,
				SimpleDiscoveryClientAutoConfiguration.class, CommonsClientAutoConfiguration.class,
				ReactiveCommonsClientAutoConfiguration.class, LoadBalancerAutoConfiguration.class,
				LoadBalancingAutoConfiguration.class))
		.withPropertyValues("resilience4j.retry.configs.default.wait-duration=1ms",
				"resilience.client.attempt-timeout=500ms", "resilience.client.timeout=10s",
				"spring.cloud.discovery.reactive.enabled=false", "resilience.client.adaptive-limit=false",
				"resilience.loadbalancing.algorithm=round-robin", "resilience.loadbalancing.ejection.time.base=60s",
				"resilience.loadbalancing.ejection.consecutive-errors=2",
				"spring.cloud.loadbalancer.cache.enabled=false");

	private PriceServer one;

	private PriceServer two;

	@BeforeEach
	void start() throws IOException {
		this.one = new PriceServer();
		this.two = new PriceServer();
	}

	@AfterEach
	void stop() throws IOException {
		this.one.close();
		this.two.close();
	}

	@ParameterizedTest
	@EnumSource
	void retriesAnyCallElsewhereIfTheInstanceIsDead(Kind kind) throws IOException {
		this.one.close();
		withBoth().run((context) -> {
			IntStream.range(0, 10).forEach((i) -> assertThat(kind.call(pricing(context))).isEqualTo("10"));
			assertThat(this.two.requests).hasSize(10);
			assertThat(Health.of(context, "pricing").ejected()).isOne();
			assertThat(failed(context)).isZero();
		});
	}

	@Test
	void eachRetryGoesToAnotherInstance() {
		withBoth().withPropertyValues("resilience.loadbalancing.ejection.enabled=false").run((context) -> {
			for (int i = 0; i < 30; i++) {
				Set<Integer> tried = new HashSet<>();
				int attempts = pricing(context).idempotent().call((attempt, instance) -> {
					tried.add(instance.getPort());
					if (attempt.number() == 1) {
						throw new PriceException("No price");
					}
					return attempt.number();
				});
				assertThat(tried).as("call %d, attempts %d", i, attempts).hasSize(2);
			}
		});
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ANSWER")
	void ejectsAnInstanceThatFails(Behaviour behaviour) {
		this.one.behaviour = behaviour;
		withBoth().run((context) -> {
			for (Kind kind : Kind.values()) {
				IntStream.range(0, 10)
					.forEach((i) -> assertThat(kind.call(pricing(context).idempotent())).isEqualTo("10"));
			}
			assertThat(this.one.requests).hasSize(2);
			assertThat(Health.of(context, "pricing").ejected()).isOne();
			assertThat(failed(context)).isLessThanOrEqualTo(1);
		});
	}

	@ParameterizedTest
	@EnumSource
	void judgesAResponseThatReportsAnErrorAlikeForAllKindsOfCalls(Kind kind) {
		this.one.behaviour = Behaviour.FAIL;
		withBoth().run((context) -> {
			IntStream.range(0, 30).forEach((i) -> assertThat(kind.call(pricing(context).idempotent())).isEqualTo("10"));
			assertThat(this.one.requests).hasSize(2);
			assertThat(Health.of(context, "pricing").ejected()).isOne();
		});
	}

	@ParameterizedTest
	@EnumSource
	void doesNotRetryWithoutABudget(Kind kind) {
		this.one.behaviour = Behaviour.FAIL;
		this.two.behaviour = Behaviour.FAIL;
		withBoth()
			.withPropertyValues("resilience.client.retry-budget.ratio=0",
					"resilience.client.retry-budget.min-per-second=0")
			.run((context) -> {
				assertThatExceptionOfType(PriceException.class)
					.isThrownBy(() -> kind.call(pricing(context).idempotent()));
				assertThat(this.one.requests.size() + this.two.requests.size()).isOne();
			});
	}

	@ParameterizedTest
	@EnumSource
	void makesACallOnceThatMayHaveBeenSeenAndIsNotSafeToRepeat(Kind kind) {
		this.one.behaviour = Behaviour.BREAK_OFF;
		this.two.behaviour = Behaviour.BREAK_OFF;
		withBoth().run((context) -> {
			assertThatThrownBy(() -> kind.call(pricing(context))).hasMessageContaining("Connection closed");
			assertThat(this.one.requests.size() + this.two.requests.size()).isOne();
			assertThat(failed(context)).isOne();
		});
	}

	@ParameterizedTest
	@EnumSource
	void sendsNothingToAnInstanceThatHasLeft(Kind kind) {
		withBoth().run((context) -> {
			IntStream.range(0, 20).forEach((i) -> assertThat(kind.call(pricing(context))).isEqualTo("10"));
			int before = this.one.requests.size();
			assertThat(before).isPositive();
			leave(context);
			IntStream.range(0, 20).forEach((i) -> assertThat(kind.call(pricing(context))).isEqualTo("10"));
			assertThat(this.one.requests).hasSize(before);
		});
	}

	@ParameterizedTest
	@EnumSource
	void failsWithoutInstances(Kind kind) {
		this.runner.run((context) -> {
			assertThatExceptionOfType(NoInstanceException.class).isThrownBy(() -> kind.call(pricing(context)));
			assertThat(failed(context)).isPositive();
		});
	}

	@ParameterizedTest
	@EnumSource
	void rejectsWhileTheBreakerIsOpen(Kind kind) {
		withBoth().run((context) -> {
			context.getBean(CircuitBreakerRegistry.class).circuitBreaker("pricing").transitionToOpenState();
			assertThatExceptionOfType(CallRejectedException.class).isThrownBy(() -> kind.call(pricing(context)));
			assertThat(this.one.requests).isEmpty();
		});
	}

	@ParameterizedTest
	@EnumSource
	void choosesAnInstanceOnceIfTheTargetIsNotGuarded(Kind kind) {
		this.one.behaviour = Behaviour.FAIL;
		this.two.behaviour = Behaviour.FAIL;
		withBoth().withPropertyValues("resilience.client.targets.pricing.enabled=false").run((context) -> {
			assertThatExceptionOfType(PriceException.class).isThrownBy(() -> kind.call(pricing(context).idempotent()));
			assertThat(this.one.requests.size() + this.two.requests.size()).isOne();
		});
	}

	@Test
	void blamesNoInstanceForAnInterruption() {
		withBoth().run((context) -> {
			for (int i = 0; i < 10; i++) {
				assertThatExceptionOfType(InterruptedException.class)
					.isThrownBy(() -> pricing(context).idempotent().call((attempt, instance) -> {
						throw new InterruptedException();
					}));
			}
			assertThat(Health.of(context, "pricing").ejected()).isZero();
			assertThat(failed(context)).isZero();
		});
	}

	@Test
	void blamesNoInstanceForACallThatIsCanceled() {
		withBoth().run((context) -> {
			for (int i = 0; i < 10; i++) {
				CompletableFuture<String> never = new CompletableFuture<>();
				pricing(context).idempotent().callAsync((attempt, instance) -> never).cancel(true);
				assertThat(never).isCancelled();
			}
			assertThat(Health.of(context, "pricing").ejected()).isZero();
			assertThat(failed(context)).isZero();
		});
	}

	@Test
	void tellsTheCodeAndCallsWithinItTheTimeThatIsLeft() {
		withBoth().run((context) -> pricing(context).call((attempt, instance) -> {
			assertThat(attempt.timeLeft()).isPositive();
			assertThat(CurrentDeadline.get()).isNotNull();
			return instance.getPort();
		}));
		assertThat(CurrentDeadline.get()).isNull();
	}

	@Test
	void backsOffWithoutALoadBalancer() {
		this.runner.withClassLoader(new FilteredClassLoader(LoadBalancerClientFactory.class))
			.run((context) -> assertThat(context).doesNotHaveBean(InstanceGuards.class));
	}

	@Test
	void backsOffWithoutGuards() {
		this.runner.withPropertyValues("resilience.client.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(InstanceGuards.class));
	}

	private ApplicationContextRunner withBoth() {
		return this.runner.withPropertyValues(INSTANCE.formatted(0, this.one.port()),
				INSTANCE.formatted(1, this.two.port()));
	}

	// As a registry does when the first one is drained
	private static void leave(ApplicationContext context) {
		Objects.requireNonNull(context.getBean(SimpleDiscoveryProperties.class).getInstances().get("pricing"))
			.remove(0);
	}

	private static GuardedInstances pricing(ApplicationContext context) {
		return context.getBean(InstanceGuards.class).of("pricing");
	}

	private static int failed(ApplicationContext context) {
		return context.getBean(CircuitBreakerRegistry.class)
			.circuitBreaker("pricing")
			.getMetrics()
			.getNumberOfFailedCalls();
	}

	enum Kind {

		BLOCKING((pricing) -> {
			try {
				return pricing.call((attempt, instance) -> PriceServer.ask(instance, attempt.timeLeft()));
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			catch (RuntimeException ex) {
				throw ex;
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		}),

		FUTURE((pricing) -> {
			try {
				return pricing.callAsync((attempt, instance) -> ask(attempt, instance).toFuture()).join();
			}
			catch (CompletionException ex) {
				throw (ex.getCause() instanceof RuntimeException cause) ? cause : ex;
			}
		}),

		MONO((pricing) -> pricing.callMono(Kind::ask).blockOptional().orElseThrow());

		@SuppressWarnings("ImmutableEnumChecker")
		private final Function<GuardedInstances, String> code;

		Kind(Function<GuardedInstances, String> code) {
			this.code = code;
		}

		String call(GuardedInstances pricing) {
			return this.code.apply(pricing);
		}

		private static Mono<String> ask(Attempt attempt, ServiceInstance instance) {
			return Mono.fromCallable(() -> PriceServer.ask(instance, attempt.timeLeft()))
				.subscribeOn(Schedulers.boundedElastic());
		}

	}

}
