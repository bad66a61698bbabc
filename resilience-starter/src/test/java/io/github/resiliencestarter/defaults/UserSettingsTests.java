package io.github.resiliencestarter.defaults;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.bulkhead.ThreadPoolBulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.common.bulkhead.configuration.BulkheadConfigCustomizer;
import io.github.resilience4j.common.bulkhead.configuration.ThreadPoolBulkheadConfigCustomizer;
import io.github.resilience4j.common.circuitbreaker.configuration.CircuitBreakerConfigCustomizer;
import io.github.resilience4j.common.ratelimiter.configuration.RateLimiterConfigCustomizer;
import io.github.resilience4j.common.retry.configuration.RetryConfigCustomizer;
import io.github.resilience4j.common.timelimiter.configuration.TimeLimiterConfigCustomizer;
import io.github.resilience4j.core.IntervalBiFunction;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.core.functions.Either;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resilience4j.springboot.bulkhead.autoconfigure.BulkheadAutoConfiguration;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerAutoConfiguration;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerProperties;
import io.github.resilience4j.springboot.ratelimiter.autoconfigure.RateLimiterAutoConfiguration;
import io.github.resilience4j.springboot.retry.autoconfigure.RetryAutoConfiguration;
import io.github.resilience4j.springboot.timelimiter.autoconfigure.TimeLimiterAutoConfiguration;
import io.github.resilience4j.timelimiter.TimeLimiterRegistry;
import io.github.resiliencestarter.StarterContext;
import io.github.resiliencestarter.engines.EnginesAutoConfiguration;
import io.github.resiliencestarter.reconfiguration.ReconfigurationAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cloud.context.environment.EnvironmentChangeEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.PropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a production default yields if the user has set anything that contradicts
 * it.
 */
class UserSettingsTests {

	private static final String BREAKER = "resilience4j.circuitbreaker.";

	private static final String RETRY = "resilience4j.retry.";

	private final ApplicationContextRunner runner = StarterContext.bareRunner()
		.withConfiguration(AutoConfigurations.of(CircuitBreakerAutoConfiguration.class, RetryAutoConfiguration.class,
				BulkheadAutoConfiguration.class, RateLimiterAutoConfiguration.class, TimeLimiterAutoConfiguration.class,
				ResilienceDefaultsAutoConfiguration.class, EnginesAutoConfiguration.class,
				ReconfigurationAutoConfiguration.class));

	@ParameterizedTest
	@ValueSource(strings = { "wait-duration-in-open-state=2m", "waitDurationInOpenState=120s" })
	void waitOfAllBreakersDoesNotGrow(String setting) {
		this.runner.withPropertyValues(BREAKER + "configs.default." + setting)
			.run((context) -> assertThat(waits(context, "any")).containsExactly(120_000L, 120_000L, 120_000L));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "resilience4j.circuitbreaker.configs.default.| any",
					"resilience4j.circuitbreaker.instances.x. | x", "resilience4j.circuitbreaker.backends.x. | x",
					"resilience4j.circuitbreaker.instances[x]. | x" })
	void waitThatGrowsIsTheUsersInFull(String prefix, String name) {
		this.runner
			.withPropertyValues(prefix + "wait-duration-in-open-state=2m", prefix + "enable-exponential-backoff=true")
			.run((context) -> assertThat(waits(context, name)).containsExactly(120_000L, 180_000L, 270_000L));
	}

	@ParameterizedTest
	@CsvSource({ "instances.x.wait-duration-in-open-state=10s,10000",
			"instances.x.enable-exponential-backoff=false,5000", "configs.x.wait-duration-in-open-state=10s,10000" })
	void waitOfOneBreakerDoesNotGrow(String setting, long wait) {
		this.runner.withPropertyValues(BREAKER + setting).run((context) -> {
			assertThat(waits(context, "x")).containsOnly(wait);
			assertThat(waits(context, "other")).containsExactly(5_000L, 10_000L, 20_000L);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "configs.default.", "instances.any." })
	void randomizedWaitTakesThePlaceOfTheGrowingOne(String level) {
		this.runner.withPropertyValues(BREAKER + level + "enable-randomized-wait=true").run((context) -> {
			assertThat(context).hasNotFailed();
			Set<Long> waits = Set.copyOf(IntStream.range(0, 50)
				.mapToObj((i) -> breaker(context, "any").getWaitIntervalFunctionInOpenState().apply(9))
				.toList());
			assertThat(waits).hasSizeGreaterThan(5).allMatch((wait) -> wait >= 2_500 && wait <= 7_500);
		});
	}

	@Test
	void randomizedWaitMayHaveAllItsSettings() {
		this.runner
			.withPropertyValues(BREAKER + "configs.default.enable-randomized-wait=true",
					BREAKER + "configs.default.wait-duration-in-open-state=60s",
					BREAKER + "configs.default.randomized-wait-factor=0.1")
			.run((context) -> assertThat(waits(context, "any")).allMatch((wait) -> wait >= 54_000 && wait <= 66_000));
	}

	@ParameterizedTest
	@ValueSource(strings = { "configs.default.sliding-window-size=100",
			"configs.default.sliding-window-type=COUNT_BASED", "instances.any.sliding-window-size=100",
			"instances.any.slidingWindowSize=100", "instances.any.sliding-window-type=count-based" })
	void windowIsOfCalls(String setting) {
		this.runner.withPropertyValues(BREAKER + setting).run((context) -> {
			CircuitBreakerConfig config = breaker(context, "any");
			assertThat(config.getSlidingWindowType()).isEqualTo(SlidingWindowType.COUNT_BASED);
			assertThat(config.getSlidingWindowSize()).isEqualTo(100);
			assertThat(config.getMinimumNumberOfCalls()).isEqualTo(100);
		});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "configs.default.sliding-window-type=time_based | 10 | 10",
					"configs.default.minimum-number-of-calls=20 | 10 | 20",
					"instances.any.minimum-number-of-calls=20 | 10 | 20",
					"configs.default.sliding-window-type=TIME_BASED,configs.default.sliding-window-size=60 | 60 | 10",
					"configs.default.sliding-window-type=TIME_BASED,instances.any.sliding-window-size=60 | 60 | 10",
					"instances.any.sliding-window-type=TIME_BASED,instances.any.sliding-window-size=60 | 60 | 10" })
	void windowIsOfSecondsUnlessContradicted(String settings, int size, int minimum) {
		this.runner
			.withPropertyValues(
					Arrays.stream(settings.split(",")).map((setting) -> BREAKER + setting).toArray(String[]::new))
			.run((context) -> {
				CircuitBreakerConfig config = breaker(context, "any");
				assertThat(config.getSlidingWindowType()).isEqualTo(SlidingWindowType.TIME_BASED);
				assertThat(config.getSlidingWindowSize()).isEqualTo(size);
				assertThat(config.getMinimumNumberOfCalls()).isEqualTo(minimum);
			});
	}

	@Test
	void windowOfOneBreakerLeavesTheOthersAlone() {
		this.runner.withPropertyValues(BREAKER + "instances.x.sliding-window-size=50")
			.run((context) -> assertThat(breaker(context, "other").getSlidingWindowType())
				.isEqualTo(SlidingWindowType.TIME_BASED));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "configs.default.wait-duration=10s | 10000",
			"instances.x.wait-duration=10s | 10000", "instances.x.waitDuration=10s | 10000",
			"backends.x.wait-duration=10s | 10000", "instances.x.wait-duration=0 | 0",
			"configs.default.wait-duration=0 | 0",
			"configs.shared.wait-duration=3s,instances.x.base-config=shared | 3000",
			"configs.shared.exponential-backoff-multiplier=3,instances.x.base-config=shared,instances.x.wait-duration=7s | 7000",
			"configs.shared.wait-duration=3s,instances.x.base-config=shared,instances.x.max-attempts=2 | 3000",
			"configs.default.wait-duration=3s,instances.x.max-attempts=2 | 3000",
			"configs.default.wait-duration=3s,instances.x.wait-duration=4s | 4000" })
	void retryWaitsAsConfiguredByTheUser(String settings, long wait) {
		this.runner
			.withPropertyValues(
					Arrays.stream(settings.split(",")).map((setting) -> RETRY + setting).toArray(String[]::new))
			.run((context) -> assertThat(retryWaits(context, "x")).containsOnly(wait));
	}

	@ParameterizedTest
	@ValueSource(strings = { "configs.default.", "instances.x." })
	void retryWaitsThatGrowAreTheUsersInFull(String level) {
		this.runner
			.withPropertyValues(RETRY + level + "wait-duration=2s", RETRY + level + "enable-exponential-backoff=true")
			.run((context) -> assertThat(retryWaits(context, "x")).containsExactly(2_000L, 3_000L, 4_500L));
	}

	@ParameterizedTest
	@ValueSource(strings = { "configs.default.", "instances.x." })
	void retryTakesTheUsersFunction(String level) {
		this.runner
			.withPropertyValues(RETRY + level + "interval-bi-function=" + SevenSeconds.class.getName(),
					RETRY + "instances.x.max-attempts=2")
			.run((context) -> assertThat(retryWaits(context, "x")).containsOnly(7_000L));
	}

	@Test
	void retryRefinesTheDefaultWaits() {
		this.runner
			.withPropertyValues(RETRY + "instances.x.enable-randomized-wait=false",
					RETRY + "instances.x.exponential-backoff-multiplier=3")
			.run((context) -> assertThat(retryWaits(context, "x")).containsExactly(100L, 300L, 900L));
	}

	@Test
	void customizerOfAllBreakersWins() {
		this.runner
			.withBean(CircuitBreakerConfigCustomizer.class,
					() -> CircuitBreakerConfigCustomizer.of("default",
							(builder) -> builder.waitDurationInOpenState(Duration.ofSeconds(45)).slidingWindowSize(30)))
			.withPropertyValues(BREAKER + "instances.mine.failure-rate-threshold=40")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				for (String name : List.of("any", "mine")) {
					assertThat(waits(context, name)).containsOnly(45_000L);
					assertThat(breaker(context, name).getSlidingWindowSize()).isEqualTo(30);
					assertThat(breaker(context, name).getSlidingWindowType()).isEqualTo(SlidingWindowType.COUNT_BASED);
					assertThat(breaker(context, name).getSlowCallDurationThreshold()).isEqualTo(Duration.ofSeconds(2));
				}
			});
	}

	@Test
	void customizerOfOneBreakerWins() {
		this.runner.withBean(CircuitBreakerConfigCustomizer.class,
				() -> CircuitBreakerConfigCustomizer.of("x",
						(builder) -> builder.waitIntervalFunctionInOpenState(IntervalFunction.of(45_000))
							.slidingWindowSize(30)))
			.run((context) -> {
				assertThat(waits(context, "x")).containsOnly(45_000L);
				assertThat(breaker(context, "x").getSlidingWindowType()).isEqualTo(SlidingWindowType.COUNT_BASED);
				assertThat(breaker(context, "other").getSlidingWindowType()).isEqualTo(SlidingWindowType.TIME_BASED);
			});
	}

	@Test
	void customizerThatNeedsThePropertiesWins() {
		this.runner.withUserConfiguration(CustomizerOverProperties.class)
			.run((context) -> assertThat(waits(context, "any")).containsOnly(45_000L));
	}

	@ParameterizedTest
	@ValueSource(strings = { "default", "x" })
	void customizersOfTheOtherEnginesWin(String name) {
		this.runner.withPropertyValues("resilience4j.thread-pool-bulkhead.configs.default.keep-alive-duration=1s")
			.withBean(RetryConfigCustomizer.class,
					() -> RetryConfigCustomizer.of(name,
							(builder) -> builder.intervalFunction(IntervalFunction.of(45_000))))
			.withBean(BulkheadConfigCustomizer.class,
					() -> BulkheadConfigCustomizer.of(name, (builder) -> builder.maxConcurrentCalls(7)))
			.withBean(ThreadPoolBulkheadConfigCustomizer.class,
					() -> ThreadPoolBulkheadConfigCustomizer.of(name, (builder) -> builder.queueCapacity(7)))
			.withBean(RateLimiterConfigCustomizer.class,
					() -> RateLimiterConfigCustomizer.of(name, (builder) -> builder.limitForPeriod(7)))
			.withBean(TimeLimiterConfigCustomizer.class,
					() -> TimeLimiterConfigCustomizer.of(name,
							(builder) -> builder.timeoutDuration(Duration.ofSeconds(7))))
			.run(UserSettingsTests::assertCustomized);
	}

	private static void assertCustomized(ApplicationContext context) {
		assertThat(retryWaits(context, "x")).containsOnly(45_000L);
		assertThat(context.getBean(BulkheadRegistry.class).bulkhead("x").getBulkheadConfig().getMaxConcurrentCalls())
			.isEqualTo(7);
		assertThat(
				context.getBean(ThreadPoolBulkheadRegistry.class).bulkhead("x").getBulkheadConfig().getQueueCapacity())
			.isEqualTo(7);
		assertThat(
				context.getBean(RateLimiterRegistry.class).rateLimiter("x").getRateLimiterConfig().getLimitForPeriod())
			.isEqualTo(7);
		assertThat(
				context.getBean(TimeLimiterRegistry.class).timeLimiter("x").getTimeLimiterConfig().getTimeoutDuration())
			.isEqualTo(Duration.ofSeconds(7));
	}

	@Test
	void defaultYieldsToAnEnvironmentVariable() {
		this.runner
			.withInitializer((context) -> environment(context,
					Map.of("RESILIENCE4J_RETRY_INSTANCES_X_WAITDURATION", "10s",
							"RESILIENCE4J_CIRCUITBREAKER_CONFIGS_DEFAULT_WAITDURATIONINOPENSTATE", "2m")))
			.run((context) -> {
				assertThat(retryWaits(context, "x")).containsOnly(10_000L);
				assertThat(waits(context, "any")).containsOnly(120_000L);
			});
	}

	@Test
	void defaultYieldsToAPropertySourceAnnotation() {
		SpringApplication application = new SpringApplication(WithPropertySource.class,
				CircuitBreakerAutoConfiguration.class, ResilienceDefaultsAutoConfiguration.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		try (ConfigurableApplicationContext context = application.run()) {
			assertThat(breaker(context, "any").getSlidingWindowType()).isEqualTo(SlidingWindowType.COUNT_BASED);
		}
	}

	@Test
	void defaultYieldsWhenTheSettingComesLater() {
		this.runner
			.withPropertyValues(RETRY + "instances.x.max-attempts=2", BREAKER + "instances.x.failure-rate-threshold=40")
			.run((context) -> {
				context.getEnvironment()
					.getPropertySources()
					.addFirst(new MapPropertySource("later", Map.of(RETRY + "instances.x.wait-duration", "10s",
							BREAKER + "instances.x.sliding-window-size", "20")));
				context.publishEvent(new EnvironmentChangeEvent(context.getSourceApplicationContext(), Set.of()));
				assertThat(retryWaits(context, "x")).containsOnly(10_000L);
				assertThat(breaker(context, "x").getSlidingWindowType()).isEqualTo(SlidingWindowType.COUNT_BASED);
			});
	}

	private static void environment(ConfigurableApplicationContext context, Map<String, Object> variables) {
		context.getEnvironment()
			.getPropertySources()
			.addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment", variables));
	}

	private static CircuitBreakerConfig breaker(ApplicationContext context, String name) {
		CircuitBreakerRegistry registry = context.getBean(CircuitBreakerRegistry.class);
		return registry.circuitBreaker(name, registry.getConfiguration(name).orElseGet(registry::getDefaultConfig))
			.getCircuitBreakerConfig();
	}

	private static List<Long> waits(ApplicationContext context, String name) {
		IntervalFunction waits = breaker(context, name).getWaitIntervalFunctionInOpenState();
		return IntStream.rangeClosed(1, 3).mapToObj(waits::apply).toList();
	}

	private static List<Long> retryWaits(ApplicationContext context, String name) {
		RetryConfig config = context.getBean(RetryRegistry.class).retry(name).getRetryConfig();
		return IntStream.rangeClosed(1, 3)
			.mapToObj((attempt) -> config.getIntervalBiFunction().apply(attempt, Either.left(new IOException())))
			.toList();
	}

	@Configuration(proxyBeanMethods = false)
	static class CustomizerOverProperties {

		@Bean
		CircuitBreakerConfigCustomizer customizer(CircuitBreakerProperties properties) {
			assertThat(properties.getConfigs()).containsKey("default");
			return CircuitBreakerConfigCustomizer.of("default",
					(builder) -> builder.waitDurationInOpenState(Duration.ofSeconds(45)));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@PropertySource("classpath:io/github/resiliencestarter/defaults/user.properties")
	static class WithPropertySource {

	}

	public static class SevenSeconds implements IntervalBiFunction<Object> {

		@Override
		public Long apply(Integer attempt, Either<Throwable, Object> outcome) {
			return 7_000L;
		}

	}

}
