package io.github.resiliencestarter.defaults;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.common.circuitbreaker.configuration.CircuitBreakerConfigCustomizer;
import io.github.resilience4j.common.retry.configuration.RetryConfigCustomizer;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.core.functions.Either;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resilience4j.springboot.bulkhead.autoconfigure.BulkheadAutoConfiguration;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerAutoConfiguration;
import io.github.resilience4j.springboot.ratelimiter.autoconfigure.RateLimiterAutoConfiguration;
import io.github.resilience4j.springboot.retry.autoconfigure.RetryAutoConfiguration;
import io.github.resilience4j.springboot.timelimiter.autoconfigure.TimeLimiterAutoConfiguration;
import io.github.resiliencestarter.StarterContext;
import io.github.resiliencestarter.engines.EnginesAutoConfiguration;
import io.github.resiliencestarter.failure.FailureAutoConfiguration;
import io.github.resiliencestarter.reconfiguration.ReconfigurationAutoConfiguration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.HttpServerErrorException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a user sets has the effect that it has with Resilience4j alone.
 */
class UserSettingsComparedTests {

	private static final AutoConfigurations RESILIENCE4J = AutoConfigurations.of(CircuitBreakerAutoConfiguration.class,
			RetryAutoConfiguration.class, BulkheadAutoConfiguration.class, RateLimiterAutoConfiguration.class,
			TimeLimiterAutoConfiguration.class);

	private static final Map<String, Throwable> FAILURES = failures();

	private final ApplicationContextRunner plain = new ApplicationContextRunner().withConfiguration(RESILIENCE4J);

	private final ApplicationContextRunner starter = StarterContext.bareRunner()
		.withConfiguration(RESILIENCE4J)
		.withConfiguration(
				AutoConfigurations.of(ResilienceDefaultsAutoConfiguration.class, FailureAutoConfiguration.class,
						EnginesAutoConfiguration.class, ReconfigurationAutoConfiguration.class));

	@ParameterizedTest
	@ValueSource(strings = { "configs.shared.sliding-window-size=20;instances.x.base-config=shared",
			"configs.default.sliding-window-size=20;instances.x.minimum-number-of-calls=3",
			"configs.default.sliding-window-size=20;configs.default.minimum-number-of-calls=5",
			"configs.x.sliding-window-size=20;instances.x.failure-rate-threshold=10",
			"instances.x.sliding-window-size=5",
			"configs.default.sliding-window-size=7;configs.b.base-config=default;instances.x.base-config=b",
			"configs.shared.sliding-window-type=TIME_BASED;configs.shared.sliding-window-size=7;instances.x.base-config=shared",
			"configs.shared.sliding-window-type=TIME_BASED;instances.x.base-config=shared;instances.x.sliding-window-size=7",
			"configs.shared.minimum-number-of-calls=7;instances.x.base-config=shared",
			"configs.shared.failure-rate-threshold=7;instances.x.base-config=shared",
			"backends.x.sliding-window-size=9;backends.x.minimum-number-of-calls=4",
			"instances.x.slidingWindowType=count_based;instances.x.slidingWindowSize=9",
			"configs.default.sliding-window-size=50;instances.x.sliding-window-type=TIME_BASED",
			"configs.default.sliding-window-type=COUNT_BASED;instances.x.sliding-window-size=50" })
	void window(String settings) {
		assertSame(Function.identity(), "circuitbreaker", settings, (context) -> {
			CircuitBreakerConfig config = breaker(context).getCircuitBreakerConfig();
			return config.getSlidingWindowType() + " " + config.getSlidingWindowSize() + " "
					+ config.getMinimumNumberOfCalls();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "configs.shared.wait-duration-in-open-state=20s;instances.x.base-config=shared",
			"configs.default.wait-duration-in-open-state=20s;instances.x.failure-rate-threshold=20",
			"configs.default.wait-duration-in-open-state=20s;instances.x.enable-exponential-backoff=true",
			"configs.default.wait-duration-in-open-state=20s;instances.x.enable-exponential-backoff=true;instances.x.exponential-backoff-multiplier=3",
			"configs.default.wait-duration-in-open-state=20s;configs.default.enable-exponential-backoff=true;instances.x.wait-duration-in-open-state=1s",
			"configs.default.enable-exponential-backoff=false;configs.default.wait-duration-in-open-state=3s",
			"configs.x.wait-duration-in-open-state=3s;instances.x.failure-rate-threshold=20",
			"instances.x.wait-duration-in-open-state=5s",
			"configs.shared.enable-exponential-backoff=true;configs.shared.wait-duration-in-open-state=7s;instances.x.base-config=shared",
			"configs.shared.wait-duration-in-open-state=7s;instances.x.base-config=shared;instances.x.enable-exponential-backoff=true" })
	void waitInTheOpenState(String settings) {
		assertSame(Function.identity(), "circuitbreaker", settings, (context) -> openWaits(context));
	}

	@ParameterizedTest
	@ValueSource(strings = {
			"configs.shared.wait-duration=10s;instances.x.base-config=shared;instances.x.enable-exponential-backoff=true;instances.x.exponential-backoff-multiplier=2",
			"configs.shared.wait-duration=10s;configs.shared.enable-exponential-backoff=true;instances.x.base-config=shared",
			"configs.default.wait-duration=10s;instances.x.enable-exponential-backoff=true",
			"configs.default.wait-duration=10s;configs.default.enable-exponential-backoff=true;instances.x.max-attempts=7",
			"configs.default.wait-duration=2s;configs.default.enable-exponential-backoff=true;instances.x.wait-duration=1s",
			"configs.default.wait-duration=2s;configs.default.enable-exponential-backoff=true;instances.x.exponential-max-wait-duration=3s",
			"configs.shared.max-attempts=2;instances.x.base-config=shared;instances.x.wait-duration=0",
			"instances.x.wait-duration=1ms", "instances.x.wait-duration=100ms", "backends.x.wait-duration=100ms",
			"configs.a.base-config=b;configs.b.wait-duration=3s;instances.x.base-config=a" })
	void waitBetweenAttempts(String settings) {
		assertSame(Function.identity(), "retry", settings, UserSettingsComparedTests::retryWaits);
	}

	@ParameterizedTest
	@ValueSource(strings = { "instances.x.record-exceptions=java.io.IOException",
			"configs.default.record-exceptions=java.io.IOException;instances.x.ignore-exceptions=java.io.FileNotFoundException",
			"configs.default.record-exceptions=java.lang.Exception;configs.default.ignore-exceptions="
					+ Failing.CLIENT_ERROR,
			"configs.shared.record-exceptions=java.lang.Exception;instances.x.base-config=shared;instances.x.ignore-exceptions=java.lang.IllegalStateException",
			"configs.default.record-exceptions=java.lang.Throwable;instances.x.failure-rate-threshold=20",
			"configs.default.ignore-exceptions=java.lang.IllegalStateException;instances.x.record-exceptions=java.lang.Exception",
			"configs.default.record-failure-predicate=" + Failing.NAME
					+ ";instances.x.ignore-exceptions=java.io.FileNotFoundException",
			"configs.default.record-failure-predicate=" + Failing.NAME
					+ ";configs.default.record-exceptions=java.lang.IllegalStateException",
			"instances.x.record-failure-predicate="
					+ Failing.NAME + ";instances.x.ignore-exception-predicate=" + Ignoring.NAME,
			"configs.default.ignore-exception-predicate=" + Ignoring.NAME,
			"configs.default.ignore-exception-predicate=" + Ignoring.NAME
					+ ";instances.x.ignore-exceptions=java.lang.IllegalStateException",
			"configs.default.ignore-exception-predicate=" + Ignoring.NAME
					+ ";instances.x.record-exceptions=java.lang.Exception",
			"configs.shared.ignore-exception-predicate=" + Ignoring.NAME + ";instances.x.base-config=shared",
			"configs.a.base-config=b;configs.b.record-exceptions=" + Failing.CLIENT_ERROR
					+ ";instances.x.base-config=a",
			"configs.x.record-exceptions=java.lang.Exception;instances.x.failure-rate-threshold=20",
			"backends.x.record-exceptions=java.lang.Exception", "instances.x.recordExceptions[0]=java.lang.Exception" })
	void whatCounts(String settings) {
		assertSame(Function.identity(), "circuitbreaker", settings, UserSettingsComparedTests::counted);
	}

	@ParameterizedTest
	@ValueSource(strings = { "instances.x.ignore-exceptions=java.io.IOException",
			"configs.default.ignore-exceptions=java.io.FileNotFoundException;instances.x.ignore-exceptions=java.lang.IllegalStateException",
			"configs.shared.ignore-exceptions=java.io.FileNotFoundException;instances.x.base-config=shared;instances.x.ignore-exceptions=java.lang.IllegalStateException",
			"configs.a.base-config=b;configs.b.ignore-exceptions=java.io.IOException;instances.x.base-config=a",
			"instances.x.ignore-exceptions=java.lang.Throwable" })
	void whatIsIgnored(String settings) {
		Function<ApplicationContext, String> others = (context) -> counted(context)
			.replaceAll("(401|404|429|open|full)=\\w+ ?", "");
		assertSame(Function.identity(), "circuitbreaker", settings, others);
	}

	@ParameterizedTest
	@ValueSource(strings = { "instances.x.retry-exceptions=java.io.IOException",
			"configs.default.retry-exceptions=java.io.IOException;instances.x.ignore-exceptions=java.io.FileNotFoundException",
			"configs.default.retry-exceptions=java.io.IOException;instances.x.retry-exceptions=java.lang.IllegalStateException",
			"configs.default.retry-exceptions=java.lang.Exception;configs.default.ignore-exceptions="
					+ Failing.CLIENT_ERROR,
			"configs.shared.retry-exceptions=java.lang.Exception;instances.x.base-config=shared;instances.x.ignore-exceptions=java.lang.IllegalStateException",
			"configs.shared.retry-exceptions=java.io.IOException;instances.x.base-config=shared;instances.x.retry-exceptions=java.lang.IllegalStateException",
			"configs.default.retry-exception-predicate=" + Failing.NAME,
			"configs.default.retry-exception-predicate=" + Failing.NAME
					+ ";instances.x.retry-exceptions=java.lang.IllegalStateException",
			"configs.default.retry-exception-predicate=" + Failing.NAME
					+ ";instances.x.ignore-exceptions=java.io.FileNotFoundException",
			"instances.x.retry-exception-predicate=" + Failing.NAME
					+ ";instances.x.retry-exceptions=java.lang.IllegalStateException",
			"configs.shared.retry-exception-predicate=" + Failing.NAME + ";instances.x.base-config=shared",
			"configs.default.retry-exceptions=java.lang.Exception;configs.shared.max-attempts=2;instances.x.base-config=shared",
			"instances.x.retry-exceptions=io.github.resilience4j.circuitbreaker.CallNotPermittedException,io.github.resilience4j.bulkhead.BulkheadFullException",
			"instances.x.retryExceptions[0]=java.lang.Exception", "backends.x.retry-exceptions=java.lang.Throwable" })
	void whatIsRetried(String settings) {
		assertSame(Function.identity(), "retry", settings, UserSettingsComparedTests::retried);
	}

	@ParameterizedTest
	@EnumSource
	void customizedBreaker(BreakerCustomizing customizing) {
		for (String name : new String[] { "x", "default", "shared" }) {
			// Resilience4j customizes a default configuration that is in the properties
			// only
			String settings = switch (name) {
				case "shared" -> "configs.shared.failure-rate-threshold=20;instances.x.base-config=shared";
				case "default" -> "configs.default.failure-rate-threshold=50;instances.x.failure-rate-threshold=20";
				default -> "instances.x.failure-rate-threshold=20";
			};
			Function<ApplicationContextRunner, ApplicationContextRunner> customized = (runner) -> runner.withBean(
					CircuitBreakerConfigCustomizer.class,
					() -> CircuitBreakerConfigCustomizer.of(name, customizing::customize));
			assertSame(customized, "circuitbreaker", settings, (context) -> customizing.read(breaker(context)));
		}
	}

	@ParameterizedTest
	@EnumSource
	void customizedRetry(RetryCustomizing customizing) {
		for (String name : new String[] { "x", "default", "shared" }) {
			for (String more : new String[] { "", ";instances.x.max-attempts=4" }) {
				String settings = "configs.default.max-attempts=2" + more + (name.equals("shared")
						? ";configs.shared.max-attempts=4;instances.x.base-config=shared" : "");
				Function<ApplicationContextRunner, ApplicationContextRunner> customized = (runner) -> runner.withBean(
						RetryConfigCustomizer.class, () -> RetryConfigCustomizer.of(name, customizing::customize));
				assertSame(customized, "retry", settings, (context) -> retryWaits(context));
			}
		}
	}

	private void assertSame(Function<ApplicationContextRunner, ApplicationContextRunner> customized, String kind,
			String settings, Function<ApplicationContext, String> facet) {
		String[] properties = Arrays.stream(settings.split(";"))
			.map((setting) -> "resilience4j." + kind + "." + setting)
			.toArray(String[]::new);
		Map<String, String> seen = new LinkedHashMap<>();
		customized.apply(this.plain.withPropertyValues(properties))
			.run((context) -> seen.put("plain", outcome(context.getStartupFailure(), facet, context)));
		customized.apply(this.starter.withPropertyValues(properties))
			.run((context) -> seen.put("starter", outcome(context.getStartupFailure(), facet, context)));
		assertThat(seen.get("starter")).as(settings).isEqualTo(seen.get("plain"));
	}

	private static String outcome(@Nullable Throwable startupFailure, Function<ApplicationContext, String> facet,
			ApplicationContext context) {
		return (startupFailure != null) ? "start ends: " + startupFailure : facet.apply(context);
	}

	private static CircuitBreaker breaker(ApplicationContext context) {
		CircuitBreakerRegistry registry = context.getBean(CircuitBreakerRegistry.class);
		return registry.circuitBreaker("x", registry.getConfiguration("x").orElseGet(registry::getDefaultConfig));
	}

	private static String openWaits(ApplicationContext context) {
		IntervalFunction waits = breaker(context).getCircuitBreakerConfig().getWaitIntervalFunctionInOpenState();
		return IntStream.rangeClosed(1, 4).mapToObj((n) -> waits.apply(n).toString()).toList().toString();
	}

	private static RetryConfig retry(ApplicationContext context) {
		RetryRegistry registry = context.getBean(RetryRegistry.class);
		return registry.retry("x", registry.getConfiguration("x").orElseGet(registry::getDefaultConfig))
			.getRetryConfig();
	}

	private static String retryWaits(ApplicationContext context) {
		RetryConfig config = retry(context);
		return IntStream.rangeClosed(1, 4)
			.mapToObj((attempt) -> String
				.valueOf(config.getIntervalBiFunction().apply(attempt, Either.left(new IOException()))))
			.toList()
			.toString();
	}

	private static String counted(ApplicationContext context) {
		StringBuilder counted = new StringBuilder();
		CircuitBreaker breaker = breaker(context);
		FAILURES.forEach((name, failure) -> {
			breaker.reset();
			breaker.onError(1, TimeUnit.MILLISECONDS, failure);
			counted.append(name)
				.append("=")
				.append((breaker.getMetrics().getNumberOfFailedCalls() == 1) ? "bad"
						: (breaker.getMetrics().getNumberOfSuccessfulCalls() == 1) ? "good" : "ignored")
				.append(" ");
		});
		return counted.toString();
	}

	private static String retried(ApplicationContext context) {
		StringBuilder retried = new StringBuilder();
		Predicate<Throwable> rule = retry(context).getExceptionPredicate();
		FAILURES.forEach((name, failure) -> retried.append(name).append("=").append(rule.test(failure)).append(" "));
		return retried.toString();
	}

	private static Map<String, Throwable> failures() {
		Map<String, Throwable> failures = new LinkedHashMap<>();
		failures.put("io", new IOException());
		failures.put("file", new FileNotFoundException());
		failures.put("state", new IllegalStateException());
		failures.put("argument", new IllegalArgumentException());
		for (int status : new int[] { 401, 404, 429 }) {
			failures.put(Integer.toString(status), HttpClientErrorException.create(HttpStatus.valueOf(status), "",
					HttpHeaders.EMPTY, new byte[0], StandardCharsets.UTF_8));
		}
		failures.put("503", HttpServerErrorException.create(HttpStatus.SERVICE_UNAVAILABLE, "", HttpHeaders.EMPTY,
				new byte[0], StandardCharsets.UTF_8));
		failures.put("open", CallNotPermittedException.createCallNotPermittedException(CircuitBreaker.ofDefaults("y")));
		failures.put("full", BulkheadFullException.createBulkheadFullException(Bulkhead.ofDefaults("y")));
		return failures;
	}

	@SuppressWarnings("ImmutableEnumChecker")
	enum BreakerCustomizing {

		WAIT((builder) -> builder.waitDurationInOpenState(Duration.ofSeconds(45)), (config) -> waits(config)),
		WAIT_FUNCTION((builder) -> builder.waitIntervalFunctionInOpenState(IntervalFunction.ofExponentialBackoff(7)),
				(config) -> waits(config)),
		WINDOW((builder) -> builder.slidingWindow(20, 20, SlidingWindowType.COUNT_BASED), (config) -> window(config)),
		TIME_WINDOW((builder) -> builder.slidingWindow(20, 7, SlidingWindowType.TIME_BASED),
				(config) -> window(config)),
		WINDOW_SIZE((builder) -> builder.slidingWindowSize(20), (config) -> window(config)),
		WINDOW_AND_MINIMUM((builder) -> builder.slidingWindowSize(20).minimumNumberOfCalls(5),
				(config) -> window(config)),
		FROM_SCRATCH(
				(builder) -> builder.recordException((failure) -> failure instanceof IOException)
					.ignoreException((failure) -> failure instanceof FileNotFoundException),
				(config) -> FAILURES.values()
					.stream()
					.map((failure) -> config.getRecordExceptionPredicate().test(failure) + "-"
							+ config.getIgnoreExceptionPredicate().test(failure))
					.toList()
					.toString());

		private final Consumer<CircuitBreakerConfig.Builder> customizer;

		private final Function<CircuitBreakerConfig, String> reader;

		BreakerCustomizing(Consumer<CircuitBreakerConfig.Builder> customizer,
				Function<CircuitBreakerConfig, String> reader) {
			this.customizer = customizer;
			this.reader = reader;
		}

		void customize(CircuitBreakerConfig.Builder builder) {
			this.customizer.accept(builder);
		}

		String read(CircuitBreaker breaker) {
			return this.reader.apply(breaker.getCircuitBreakerConfig());
		}

		private static String waits(CircuitBreakerConfig config) {
			return Stream.of(1, 2, 3).map(config.getWaitIntervalFunctionInOpenState()).toList().toString();
		}

		private static String window(CircuitBreakerConfig config) {
			return config.getSlidingWindowType() + " " + config.getSlidingWindowSize() + " "
					+ config.getMinimumNumberOfCalls();
		}

	}

	@SuppressWarnings("ImmutableEnumChecker")
	enum RetryCustomizing {

		WAIT((builder) -> builder.waitDuration(Duration.ofSeconds(7))),
		FUNCTION((builder) -> builder.intervalFunction(IntervalFunction.ofExponentialBackoff(7))),
		BI_FUNCTION((builder) -> builder.intervalBiFunction((attempt, result) -> 7L * attempt));

		private final Consumer<RetryConfig.Builder<?>> customizer;

		RetryCustomizing(Consumer<RetryConfig.Builder<?>> customizer) {
			this.customizer = customizer;
		}

		void customize(RetryConfig.Builder<?> builder) {
			this.customizer.accept(builder);
		}

	}

	public static class Failing implements Predicate<Throwable> {

		static final String NAME = "io.github.resiliencestarter.defaults.UserSettingsComparedTests$Failing";

		static final String CLIENT_ERROR = "org.springframework.web.client.HttpClientErrorException";

		@Override
		public boolean test(Throwable failure) {
			return failure instanceof IOException || failure instanceof HttpClientErrorException;
		}

	}

	public static class Ignoring implements Predicate<Throwable> {

		static final String NAME = "io.github.resiliencestarter.defaults.UserSettingsComparedTests$Ignoring";

		@Override
		public boolean test(Throwable failure) {
			return failure instanceof FileNotFoundException;
		}

	}

}
