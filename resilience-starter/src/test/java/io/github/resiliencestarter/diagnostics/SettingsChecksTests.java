package io.github.resiliencestarter.diagnostics;

import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resilience4j.common.circuitbreaker.configuration.CircuitBreakerConfigCustomizer;
import io.github.resilience4j.retry.annotation.Retry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.registry.ImportHttpServices;

import static io.github.resiliencestarter.diagnostics.Diagnosis.assertNothing;
import static io.github.resiliencestarter.diagnostics.Diagnosis.assertWarnings;

/**
 * Wrong names and values, and what is said about them, each beside its near miss.
 */
@ExtendWith(OutputCaptureExtension.class)
class SettingsChecksTests {

	private static final String FIXTURES = SettingsChecksTests.class.getName() + "$";

	private static final String COUNT_BASED = "resilience4j.circuitbreaker.configs.default.sliding-window-type=count-based";

	private final ApplicationContextRunner contextRunner = Diagnosis.of(Application.class);

	@Test
	void instanceWithNearlyTheNameOfAUsedOneIsAWarning(CapturedOutput output) {
		this.contextRunner
			.withPropertyValues("resilience4j.circuitbreaker.instances.inventry.failure-rate-threshold=30",
					"resilience4j.retry.instances.price.max-attempts=2")
			.run((context) -> assertWarnings(context, output).isEqualTo("""
					1. resilience4j.circuitbreaker.instances.inventry (misspelled-instance)
					   'inventry' is not used; %sClient.stock() uses 'inventory'.
					   Write resilience4j.circuitbreaker.instances.inventory

					2. resilience4j.retry.instances.price (misspelled-instance)
					   'price' is not used; the HTTP interface group prices uses 'prices'.
					   Write resilience4j.retry.instances.prices""".formatted(FIXTURES)));
	}

	@ParameterizedTest
	@CsvSource({ "Order-Service, resilience4j.retry.instances.order-service",
			"orderService, resilience4j.retry.instances.order-service",
			"mailRelay, resilience4j.retry.instances[mail_relay]" })
	void instanceThatDiffersFromAUsedOneOnlyInCaseIsAWarning(String name, String meant, CapturedOutput output) {
		this.contextRunner.withPropertyValues("resilience4j.retry.instances." + name + ".max-attempts=2")
			.run((context) -> assertWarnings(context, output)
				.startsWith("1. resilience4j.retry.instances." + name + " (ambiguous-instance)\n   '" + name
						+ "' is not used; " + FIXTURES + "Client.")
				.endsWith("\n   Write " + meant));
	}

	@Test
	void twoConfiguredInstancesThatDifferOnlyInCaseAreAWarning(CapturedOutput output) {
		this.contextRunner
			.withPropertyValues("resilience4j.retry.instances.billing-eu.max-attempts=2",
					"resilience4j.retry.instances.billingEu.max-attempts=4")
			.run((context) -> assertWarnings(context, output).isEqualTo("""
					1. resilience4j.retry.instances.billing-eu (ambiguous-instance)
					   'billing-eu' and 'billingEu' are two instances, and each gets the settings of both.
					   Write both under the name that is used"""));
	}

	@Test
	void twoAnnotationsWhoseNamesDifferOnlyInCaseAreAWarning(CapturedOutput output) {
		Diagnosis.of(TwoNames.class).run((context) -> assertWarnings(context, output).isEqualTo("""
				1. %1$sTwoNames.two() (ambiguous-instance)
				   It uses 'shop', %1$sTwoNames.one() uses 'Shop': these are two instances.
				   Write the same name in both places""".formatted(FIXTURES)));
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "inventory", "prices", "inventory-2", "billing", "fraud", "from-placeholder", "[mail_relay]" })
	void instancesThatAreUsedOrMayBeUsedAtRunTimeAreLeftAlone(String name, CapturedOutput output) {
		String key = name.startsWith("[") ? name : "." + name;
		this.contextRunner
			.withPropertyValues("resilience4j.retry.instances" + key + ".max-attempts=2", "name=from-placeholder")
			.run((context) -> assertNothing(context, output));
	}

	@Test
	void neighbourOfAUsedInstanceIsLeftAloneWhenBothAreConfigured(CapturedOutput output) {
		this.contextRunner
			.withPropertyValues("resilience4j.retry.instances.price.max-attempts=2",
					"resilience4j.retry.instances.prices.max-attempts=2")
			.run((context) -> assertNothing(context, output));
	}

	@Test
	void minimumLargerThanACountBasedWindowIsAWarning(CapturedOutput output) {
		this.contextRunner
			.withPropertyValues(COUNT_BASED, "resilience4j.circuitbreaker.instances.inventory.sliding-window-size=20",
					"resilience4j.circuitbreaker.instances.inventory.minimumNumberOfCalls=50")
			.run((context) -> assertWarnings(context, output).isEqualTo("""
					1. resilience4j.circuitbreaker.instances.inventory.minimumNumberOfCalls (minimum-beyond-window)
					   It is 50, but the window holds 20 calls; the circuit breaker evaluates after 20.
					   Write at most 20, or a larger sliding-window-size"""));
	}

	@Test
	void minimumOfATimeBasedWindowIsLeftAlone(CapturedOutput output) {
		this.contextRunner
			.withPropertyValues("resilience4j.circuitbreaker.instances.inventory.sliding-window-size=20",
					"resilience4j.circuitbreaker.instances.inventory.sliding-window-type=time-based",
					"resilience4j.circuitbreaker.instances.inventory.minimum-number-of-calls=50",
					"resilience4j.circuitbreaker.configs.strict.sliding-window-type=count-based",
					"resilience4j.circuitbreaker.configs.strict.sliding-window-size=50",
					"resilience4j.circuitbreaker.configs.strict.minimum-number-of-calls=50")
			.run((context) -> assertNothing(context, output));
	}

	@Test
	void minimumThatIsOurDefaultIsLeftAlone(CapturedOutput output) {
		this.contextRunner
			.withPropertyValues(COUNT_BASED, "resilience4j.circuitbreaker.configs.default.sliding-window-size=5")
			.run((context) -> assertNothing(context, output));
	}

	@Test
	void settingsThatACustomizerMayChangeAreLeftAlone(CapturedOutput output) {
		Diagnosis.of(Customized.class)
			.withPropertyValues(COUNT_BASED,
					"resilience4j.circuitbreaker.instances.inventory.minimum-number-of-calls=50")
			.run((context) -> assertNothing(context, output));
	}

	@Test
	void retryOfAnOpenBreakerIsAWarning(CapturedOutput output) {
		this.contextRunner
			.withPropertyValues("resilience4j.retry.instances.inventory.retry-exceptions=java.lang.Exception")
			.run((context) -> assertWarnings(context, output).isEqualTo(
					"""
							1. resilience4j.retry.instances.inventory (retry-of-rejection)
							   It retries after a CallNotPermittedException, and an open circuit breaker of the same method rejects every retry.
							   Add io.github.resilience4j.circuitbreaker.CallNotPermittedException to resilience4j.retry.instances.inventory.ignore-exceptions"""));
	}

	@ParameterizedTest
	@ValueSource(strings = {
			"resilience4j.retry.instances.inventory.ignore-exceptions=java.io.IOException,io.github.resilience4j.circuitbreaker.CallNotPermittedException",
			"resilience4j.retry.instances.inventory.retry-exceptions=java.io.IOException",
			"resilience4j.retry.instances.order-service.ignore-exceptions=java.io.IOException" })
	void retryThatDoesNotSeeAnOpenBreakerIsLeftAlone(String property, CapturedOutput output) {
		this.contextRunner.withPropertyValues(property).run((context) -> assertNothing(context, output));
	}

	@Test
	void retryThatNeverFitsTheCallIsAWarning(CapturedOutput output) {
		this.contextRunner
			.withPropertyValues("resilience.client.targets.prices.timeout=2s",
					"resilience4j.retry.instances.prices.wait-duration=1s",
					"resilience4j.retry.instances.prices.enable-randomized-wait=true",
					"resilience4j.retry.instances.prices.randomized-wait-factor=0.5",
					"resilience4j.retry.instances.prices.max-attempts=5")
			.run((context) -> assertWarnings(context, output).isEqualTo(
					"""
							1. resilience4j.retry.instances.prices (retry-beyond-timeout)
							   Its 5 attempts wait at least 2 s in all, but a call to 'prices' may take no longer than 2 s with all of them.
							   Lower its wait-duration or max-attempts, or raise resilience.client.targets.prices.timeout"""));
	}

	@Test
	void waitsThatARetryInheritsThroughSeveralConfigurationsCount(CapturedOutput output) {
		this.contextRunner.withPropertyValues("resilience.client.targets.prices.timeout=2s",
				"resilience4j.retry.instances.prices.base-config=patient",
				"resilience4j.retry.configs.patient.base-config=slow",
				"resilience4j.retry.configs.patient.max-attempts=3", "resilience4j.retry.configs.slow.wait-duration=2s")
			.run((context) -> assertWarnings(context, output)
				.contains("Its 3 attempts wait at least 4 s in all, but a call to 'prices'"));
	}

	@Test
	void retryWhoseFirstWaitIsLongerThanTheCallIsAWarning(CapturedOutput output) {
		this.contextRunner
			.withPropertyValues("resilience.client.timeout=500ms",
					"resilience4j.retry.instances.prices.enable-randomized-wait=true",
					"resilience4j.retry.instances.prices.randomized-wait-factor=0.99",
					"resilience4j.retry.instances.prices.wait-duration=1s")
			.run((context) -> assertWarnings(context, output).isEqualTo(
					"""
							1. resilience4j.retry.instances.prices (retry-beyond-timeout)
							   It waits 1 s before the second attempt on average, but a call to 'prices' may take no longer than 500 ms with all of them.
							   Lower its wait-duration or max-attempts, or raise resilience.client.targets.prices.timeout"""));
	}

	@ParameterizedTest
	@ValueSource(strings = { "resilience.client.targets.prices.timeout=200ms",
			"resilience4j.retry.instances.prices.max-attempts=20",
			"resilience4j.retry.instances.inventory.wait-duration=1h" })
	void retryThatFitsOrIsOfNoClientIsLeftAlone(String property, CapturedOutput output) {
		this.contextRunner.withPropertyValues(property).run((context) -> assertNothing(context, output));
	}

	@Test
	void timeThatNoDeadlineGrantsIsAWarning(CapturedOutput output) {
		this.contextRunner
			.withPropertyValues("resilience.client.targets.prices.timeout=2m", "resilience.deadline.max-timeout=90s")
			.run((context) -> assertWarnings(context, output).isEqualTo(
					"""
							1. resilience.client.targets.prices.timeout (timeout-beyond-deadline)
							   It is longer than the deadline of any request: resilience.deadline.max-timeout is 90 s.
							   Shorten it, or raise resilience.deadline.max-timeout; if only calls outside of requests need it, disable the rule"""));
	}

	@ParameterizedTest
	@ValueSource(strings = { "resilience.client.timeout=60s", "resilience.client.targets.prices.attempt-timeout=60s",
			"resilience.deadline.max-timeout=3s", "resilience.client.timeout=a while" })
	void timeThatADeadlineMayGrantIsLeftAlone(String property, CapturedOutput output) {
		this.contextRunner.withPropertyValues(property).run((context) -> assertNothing(context, output));
	}

	interface PricesApi {

		@GetExchange("/")
		String price();

	}

	@Configuration(proxyBeanMethods = false)
	@ImportHttpServices(group = "prices", types = PricesApi.class)
	static class Application {

		@Bean
		Client client() {
			return new Client();
		}

	}

	static class Client {

		@Retry(name = "inventory")
		@CircuitBreaker(name = "inventory")
		int stock() {
			return 1;
		}

		@Retry(name = "order-service")
		int order() {
			return 1;
		}

		@Retry(name = "mail_relay")
		int mail() {
			return 1;
		}

		@Retry(name = "${name:any}")
		int named() {
			return 1;
		}

		@Retry(name = "#p0")
		int atTheCall(String name) {
			return 1;
		}

	}

	static class TwoNames {

		@CircuitBreaker(name = "Shop")
		int one() {
			return 1;
		}

		@CircuitBreaker(name = "shop")
		int two() {
			return 1;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Customized {

		@Bean
		CircuitBreakerConfigCustomizer inventoryCustomizer() {
			return CircuitBreakerConfigCustomizer.of("inventory", (builder) -> builder.slidingWindowSize(100));
		}

	}

}
