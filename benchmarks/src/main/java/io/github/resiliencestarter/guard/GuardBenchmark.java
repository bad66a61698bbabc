package io.github.resiliencestarter.guard;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.springboot.bulkhead.autoconfigure.BulkheadAutoConfiguration;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerAutoConfiguration;
import io.github.resilience4j.springboot.retry.autoconfigure.RetryAutoConfiguration;
import io.github.resiliencestarter.engines.BenchmarkEngines;
import io.github.resiliencestarter.engines.Engines;
import io.github.resiliencestarter.engines.TargetEngines;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Cost of protecting an attempt that does nothing: with a guard, with the same
 * Resilience4j engines composed by hand, and with three of its annotations.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class GuardBenchmark {

	private static final String TARGET = "inventory";

	private final ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
		.web(WebApplicationType.NONE)
		.properties("spring.main.banner-mode=off", "logging.level.root=warn")
		.run();

	private final Annotated annotated = this.context.getBean(Annotated.class);

	private final Engines engines = BenchmarkEngines.ofDefaults();

	private final Callable<String> byHand = byHand(this.engines.ofTarget(TARGET));

	private final Callable<String> unobserved = unobserved();

	private final Guard guard = guard(this.engines);

	private final BlockingCall<String> call = new NoOpCall();

	/**
	 * Close the context.
	 */
	@TearDown
	public void tearDown() {
		this.context.close();
	}

	private static Callable<String> byHand(TargetEngines engines) {
		Callable<String> attempt = () -> "ok";
		Callable<String> inBulkhead = Bulkhead.decorateCallable(engines.bulkhead(), attempt);
		Callable<String> inBreaker = CircuitBreaker.decorateCallable(engines.breaker(), inBulkhead);
		return Retry.decorateCallable(engines.retry(), inBreaker);
	}

	private static Callable<String> unobserved() {
		Callable<String> attempt = () -> "ok";
		Callable<String> inBulkhead = Bulkhead.decorateCallable(Bulkhead.ofDefaults(TARGET), attempt);
		Callable<String> inBreaker = CircuitBreaker.decorateCallable(CircuitBreaker.ofDefaults(TARGET), inBulkhead);
		return Retry.decorateCallable(Retry.ofDefaults(TARGET), inBreaker);
	}

	private static Guard guard(Engines engines) {
		GuardSettings settings = new GuardSettings(true, Duration.ofSeconds(15), Duration.ofSeconds(5), true,
				new RetryBudgetSettings(0.2, 1, Duration.ofSeconds(10)));
		return new Guard(TARGET, settings, engines, new GuardListeners(List.of()), GuardTime.system());
	}

	/**
	 * The same engines composed by hand. Something listens to the circuit breaker, as in
	 * every application with Resilience4j's auto-configuration, so that it creates an
	 * event for each call.
	 * @return the result
	 * @throws Exception never
	 */
	@Benchmark
	public String byHandComposed() throws Exception {
		return this.byHand.call();
	}

	/**
	 * Other engines composed by hand, with a circuit breaker that nothing listens to.
	 * @return the result
	 * @throws Exception never
	 */
	@Benchmark
	public String byHandComposedUnobserved() throws Exception {
		return this.unobserved.call();
	}

	/**
	 * The guard, which adds deadline and budget.
	 * @return the result
	 * @throws Exception never
	 */
	@Benchmark
	public String guarded() throws Exception {
		return this.guard.call(this.call);
	}

	/**
	 * Three annotations of Resilience4j on a bean.
	 * @return the result
	 */
	@Benchmark
	public String threeAnnotations() {
		return this.annotated.work();
	}

	private static final class NoOpCall implements BlockingCall<String> {

		@Override
		public String attempt(Attempt attempt) {
			return "ok";
		}

		@Override
		public Outcome outcomeOf(Throwable error) {
			return Outcome.UNRELATED;
		}

	}

	/**
	 * Bean with three annotations.
	 */
	public static class Annotated {

		/**
		 * Do nothing.
		 * @return the result
		 */
		@io.github.resilience4j.retry.annotation.Retry(name = TARGET)
		@io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker(name = TARGET)
		@io.github.resilience4j.bulkhead.annotation.Bulkhead(name = TARGET)
		public String work() {
			return "ok";
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ AopAutoConfiguration.class, CircuitBreakerAutoConfiguration.class,
			RetryAutoConfiguration.class, BulkheadAutoConfiguration.class })
	static class Application {

		@Bean
		Annotated annotated() {
			return new Annotated();
		}

	}

}
