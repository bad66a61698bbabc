package io.github.resiliencestarter.defaults;

import java.time.Duration;
import java.util.stream.Stream;

import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.common.bulkhead.configuration.BulkheadConfigCustomizer;
import io.github.resilience4j.common.ratelimiter.configuration.RateLimiterConfigCustomizer;
import io.github.resilience4j.common.retry.configuration.RetryConfigCustomizer;
import io.github.resilience4j.common.timelimiter.configuration.TimeLimiterConfigCustomizer;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resilience4j.springboot.bulkhead.autoconfigure.BulkheadAutoConfiguration;
import io.github.resilience4j.springboot.ratelimiter.autoconfigure.RateLimiterAutoConfiguration;
import io.github.resilience4j.springboot.retry.autoconfigure.RetryAutoConfiguration;
import io.github.resilience4j.springboot.timelimiter.autoconfigure.TimeLimiterAutoConfiguration;
import io.github.resilience4j.timelimiter.TimeLimiterRegistry;
import io.github.resiliencestarter.StarterContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a customizer of a configuration sets holds for the instances that are based on it,
 * also for those that have settings of their own.
 */
class CustomizedDefaultsTests {

	private final ApplicationContextRunner runner = StarterContext.bareRunner()
		.withConfiguration(AutoConfigurations.of(RetryAutoConfiguration.class, BulkheadAutoConfiguration.class,
				RateLimiterAutoConfiguration.class, TimeLimiterAutoConfiguration.class,
				ResilienceDefaultsAutoConfiguration.class))
		.withUserConfiguration(Customizers.class);

	@ParameterizedTest
	@ValueSource(strings = { "default", "shared", "x" })
	void customizerWins(String name) {
		String setting = name.equals("shared") ? "base-config=shared" : "event-consumer-buffer-size=5";
		this.runner.withPropertyValues("customized=" + name)
			.withPropertyValues(settings("instances.x." + setting, "configs.shared.event-consumer-buffer-size=7"))
			.run((context) -> assertThat(values(context)).isEqualTo("7 7 PT7S PT7S PT7S"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "default", "shared" })
	void settingOfAnInstanceWinsOverTheCustomizerOfItsConfiguration(String name) {
		this.runner.withPropertyValues("customized=" + name)
			.withPropertyValues(
					settings("instances.x.base-config=" + name, "configs.shared.event-consumer-buffer-size=7"))
			.withPropertyValues("resilience4j.retry.instances.x.max-attempts=9",
					"resilience4j.bulkhead.instances.x.max-concurrent-calls=9",
					"resilience4j.ratelimiter.instances.x.timeout-duration=9s")
			.run((context) -> assertThat(values(context)).isEqualTo("9 9 PT7S PT9S PT7S"));
	}

	private static String[] settings(String... settings) {
		return Stream.of("retry", "bulkhead", "ratelimiter", "timelimiter")
			.flatMap((kind) -> Stream.of(settings).map((setting) -> "resilience4j." + kind + "." + setting))
			.toArray(String[]::new);
	}

	private static String values(ApplicationContext context) {
		assertThat(context.getBean(RetryRegistry.class)).isNotNull();
		BulkheadConfig bulkhead = context.getBean(BulkheadRegistry.class).bulkhead("x").getBulkheadConfig();
		return context.getBean(RetryRegistry.class).retry("x").getRetryConfig().getMaxAttempts() + " "
				+ bulkhead.getMaxConcurrentCalls() + " " + bulkhead.getMaxWaitDuration() + " "
				+ context.getBean(RateLimiterRegistry.class)
					.rateLimiter("x")
					.getRateLimiterConfig()
					.getTimeoutDuration()
				+ " "
				+ context.getBean(TimeLimiterRegistry.class)
					.timeLimiter("x")
					.getTimeLimiterConfig()
					.getTimeoutDuration();
	}

	@Configuration(proxyBeanMethods = false)
	static class Customizers {

		@Bean
		RetryConfigCustomizer retry(@Value("${customized}") String name) {
			return RetryConfigCustomizer.of(name, (builder) -> builder.maxAttempts(7));
		}

		@Bean
		BulkheadConfigCustomizer bulkhead(@Value("${customized}") String name) {
			return BulkheadConfigCustomizer.of(name,
					(builder) -> builder.maxConcurrentCalls(7).maxWaitDuration(Duration.ofSeconds(7)));
		}

		@Bean
		RateLimiterConfigCustomizer rateLimiter(@Value("${customized}") String name) {
			return RateLimiterConfigCustomizer.of(name, (builder) -> builder.timeoutDuration(Duration.ofSeconds(7)));
		}

		@Bean
		TimeLimiterConfigCustomizer timeLimiter(@Value("${customized}") String name) {
			return TimeLimiterConfigCustomizer.of(name, (builder) -> builder.timeoutDuration(Duration.ofSeconds(7)));
		}

	}

}
