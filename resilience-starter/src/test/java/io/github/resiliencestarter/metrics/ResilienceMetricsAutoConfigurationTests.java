package io.github.resiliencestarter.metrics;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resiliencestarter.StarterContext;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.cloud.client.circuitbreaker.CircuitBreakerFactory;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

class ResilienceMetricsAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = StarterContext.runner()
		.withPropertyValues("spring.application.name=storefront", "management.defaults.metrics.export.enabled=true");

	@Test
	void bindsMetersToEachBreakerAndNamesTheApplication() {
		this.contextRunner.run((context) -> {
			context.getBean(CircuitBreakerRegistry.class).circuitBreaker("inventory");
			context.getBean(CircuitBreakerFactory.class).create("prices").run(() -> "answer");
			String scrape = scrape(context);
			for (String name : new String[] { "inventory", "prices" }) {
				assertThat(scrape)
					.contains("resilience_circuitbreaker_state_code{application=\"storefront\",name=\"%s\"} 0.0"
						.formatted(name))
					.contains(("resilience_circuitbreaker_transitions_total{application=\"storefront\",from=\"closed\","
							+ "name=\"%s\",to=\"open\"} 0.0")
						.formatted(name));
			}
		});
	}

	@Test
	void breakersHaveResilience4jsLabelsOnly() {
		this.contextRunner.run((context) -> {
			context.getBean(CircuitBreakerRegistry.class).circuitBreaker("inventory");
			context.getBean(RetryRegistry.class).retry("inventory");
			context.getBean(CircuitBreakerFactory.class).create("prices").run(() -> "answer");
			context.getBean(CircuitBreakerFactory.class).create("offers", "shop").run(() -> "answer");
			assertThat(scrape(context))
				.contains("resilience4j_circuitbreaker_state{application=\"storefront\",name=\"inventory\"")
				.contains("resilience4j_retry_calls_total{application=\"storefront\",kind=")
				.contains("resilience4j_circuitbreaker_state{application=\"storefront\",name=\"prices\"")
				.contains("group=\"shop\",name=\"offers\"");
			assertThat(scrape(context)).doesNotContain("group=\"none\"", "group=\"prices\"");
		});
	}

	@Test
	void breakersWithAndWithoutAGroupAreBothInTheScrape() {
		this.contextRunner.withPropertyValues("spring.cloud.circuitbreaker.resilience4j.enable-group-meter-filter=true")
			.run((context) -> {
				context.getBean(CircuitBreakerRegistry.class).circuitBreaker("inventory");
				context.getBean(CircuitBreakerFactory.class).create("prices", "shop").run(() -> "answer");
				assertThat(scrape(context)).contains(
						"resilience4j_circuitbreaker_state{application=\"storefront\",group=\"none\",name=\"inventory\"")
					.contains(
							"resilience4j_circuitbreaker_state{application=\"storefront\",group=\"shop\",name=\"prices\"");
			});
	}

	@Test
	void callsHaveBucketsOfABoundedNumber() {
		this.contextRunner.withPropertyValues("resilience.client.targets.inventory.enabled=true").run((context) -> {
			assertThat(scrape(context)).contains("resilience_client_calls_seconds_bucket{application=\"storefront\","
					+ "outcome=\"success\",target=\"inventory\",le=\"0.25\"} 0");
			assertThat(
					scrape(context).lines().filter((line) -> line.startsWith("resilience_client_calls_seconds_bucket")))
				.hasSize(45);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "resilience.enabled=false", "resilience.defaults.enabled=false" })
	void breakersHaveResilience4jsLabelsOnlyWhenTheStarterIsSwitchedOff(String property) {
		this.contextRunner.withPropertyValues(property).run((context) -> {
			context.getBean(CircuitBreakerRegistry.class).circuitBreaker("inventory");
			assertThat(scrape(context)).contains("resilience4j_circuitbreaker_state{").doesNotContain("group=\"none\"");
		});
	}

	@Test
	void bindsNoMetersWhenSwitchedOff() {
		this.contextRunner.withPropertyValues("resilience.metrics.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(CircuitBreakerMeters.class));
	}

	@Test
	void bindsNoMetersWhenTheStarterIsSwitchedOff() {
		this.contextRunner.withPropertyValues("resilience.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(CircuitBreakerMeters.class));
	}

	@Test
	void startsWithoutPrometheus() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(PrometheusMeterRegistry.class))
			.run((context) -> assertThat(context).hasSingleBean(MeterRegistry.class)
				.hasSingleBean(CircuitBreakerMeters.class));
	}

	private static String scrape(ApplicationContext context) {
		return context.getBean(PrometheusMeterRegistry.class).scrape();
	}

}
