package io.github.resiliencestarter.diagnostics;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerProperties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static io.github.resiliencestarter.diagnostics.Diagnosis.assertErrors;
import static io.github.resiliencestarter.diagnostics.Diagnosis.assertNothing;
import static io.github.resiliencestarter.diagnostics.Diagnosis.assertWarnings;
import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class KeysCheckTests {

	private final ApplicationContextRunner contextRunner = Diagnosis.of();

	@ParameterizedTest
	@CsvSource({
			"resilience4j.circuitbreaker.instances.inventory.failure-rate-treshold, resilience4j.circuitbreaker.instances.inventory.failure-rate-threshold",
			"resilience4j.circuitbreaker.instances.inventory.failureRateTreshold, resilience4j.circuitbreaker.instances.inventory.failure-rate-threshold",
			"resilience4j.retry.configs.default.max-atempts, resilience4j.retry.configs.default.max-attempts",
			"resilience4j.circuitbraker.instances.inventory.base-config, resilience4j.circuitbreaker.instances.inventory.base-config",
			"resilience4j.retry.instance.inventory.max-attempts, resilience4j.retry.instances.inventory.max-attempts",
			"resilience4j.retry.instances.inventory.ignore-exception[0], resilience4j.retry.instances.inventory.ignore-exceptions",
			"resilience4j.retry.metrics.enable, resilience4j.retry.metrics.enabled",
			"resilience.client.timeot, resilience.client.timeout",
			"resilience.client.targets.inventory.atempt-timeout, resilience.client.targets.inventory.attempt-timeout",
			"resilience.client.retry-budgets.ratio, resilience.client.retry-budget.ratio",
			"resilience.client.targets[my.svc].timeot, resilience.client.targets.[my.svc].timeout",
			"resilience.messaging.listeners.orders.pause-when-open, resilience.messaging.listeners.orders.pause-while-open",
			"resilience.messaging.listener.orders.deadline, resilience.messaging.listeners.orders.deadline",
			"resilience.client.target.orders.timeout, resilience.client.targets.orders.timeout",
			"resilience.loadbalancing.targets.orders.ejection.eror.share, resilience.loadbalancing.targets.orders.ejection.errors.share",
			"resilience.enable, resilience.enabled" })
	void misspelledKeyStopsTheStartAndTheNearestOneIsSuggested(String written, String meant) {
		this.contextRunner.withPropertyValues(written + "=1").run((context) -> assertErrors(context).isEqualTo("""
				resilience-starter found a mistake:

				1. %s (misspelled-key)
				   There is no such property.
				   Write %s""".formatted(written, meant)));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"resilience4j.circuitbreaker.failure-rate-threshold | resilience4j.circuitbreaker.instances.<name>.failure-rate-threshold for one instance, or resilience4j.circuitbreaker.configs.default.failure-rate-threshold for all",
			"resilience4j.circuitbreaker.inventory.failure-rate-threshold | resilience4j.circuitbreaker.instances.inventory.failure-rate-threshold",
			"resilience4j.circuitbreaker.default.failure-rate-threshold | resilience4j.circuitbreaker.configs.default.failure-rate-threshold",
			"resilience4j.circuitbreaker.instances.failure-rate-threshold | resilience4j.circuitbreaker.instances.<name>.failure-rate-threshold",
			"resilience4j.circuitbreaker.instances.inventory.eu.failure-rate-threshold | resilience4j.circuitbreaker.instances[inventory.eu].failure-rate-threshold",
			"resilience4j.ratelimiter.backends.inventory.limit-for-period | resilience4j.ratelimiter.instances.inventory.limit-for-period",
			"resilience4j.timelimiter.backends.inventory.timeout-duration | resilience4j.timelimiter.instances.inventory.timeout-duration" })
	void keyAtAWrongLevelStopsTheStart(String written, String meant) {
		String property = written.substring(written.lastIndexOf('.') + 1);
		this.contextRunner.withPropertyValues(written + "=1").run((context) -> assertErrors(context).isEqualTo("""
				resilience-starter found a mistake:

				1. %s (misspelled-key)
				   '%s' has no effect at this level.
				   Write %s""".formatted(written, property, meant)));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "resilience.client.orders.timeout | resilience.client.targets.orders.timeout",
			"resilience.client.orders.attemptTimeout | resilience.client.targets.orders.attempt-timeout",
			"resilience.client.orders.enabled | resilience.client.targets.orders.enabled",
			"resilience.client.order-service.adaptive-limit | resilience.client.targets.order-service.adaptive-limit",
			"resilience.client.orders.retry-budget.ratio | resilience.client.targets.orders.retry-budget.ratio",
			"resilience.client.orders.retryBudget.minPerSecond | resilience.client.targets.orders.retry-budget.min-per-second",
			"resilience.client.Order_Service.timeout | resilience.client.targets[Order_Service].timeout",
			"resilience.client[Order_Service].timeout | resilience.client.targets[Order_Service].timeout",
			"resilience.client[orders.eu].timeout | resilience.client.targets[orders.eu].timeout",
			"resilience.client[orders:8080].retry-budget.window | resilience.client.targets[orders:8080].retry-budget.window",
			"resilience.client.orders.atempt-timeout | resilience.client.targets.orders.attempt-timeout",
			"resilience.client.resilience.timeout | resilience.client.targets.resilience.timeout",
			"resilience.loadbalancing.orders.algorithm | resilience.loadbalancing.targets.orders.algorithm",
			"resilience.loadbalancing.orders.ejection.time.max | resilience.loadbalancing.targets.orders.ejection.time.max",
			"resilience.loadbalancing.orders.standby.metadata.role | resilience.loadbalancing.targets.orders.standby.metadata.role",
			"resilience.loadbalancing.orders.standby.tags[0] | resilience.loadbalancing.targets.orders.standby.tags",
			"resilience.loadbalancing[orders.eu].slow-start | resilience.loadbalancing.targets[orders.eu].slow-start" })
	void settingOfATargetBesideThoseForAllStopsTheStart(String written, String meant) {
		this.contextRunner
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new MapPropertySource("test", Map.of(written, "1"))))
			.run((context) -> assertErrors(context)
				.endsWith("\n   Settings of one target are below 'targets'.\n   Write " + meant));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"resilience.client.targets.orders.eu.timeout | resilience.client.targets[orders.eu].timeout",
			"resilience.client.orders.eu.timeout | resilience.client.targets[orders.eu].timeout",
			"resilience.loadbalancing.targets.orders.eu.west.ejection.enabled | resilience.loadbalancing.targets[orders.eu.west].ejection.enabled" })
	void nameWithDotsNeedsBrackets(String written, String meant) {
		this.contextRunner.withPropertyValues(written + "=1")
			.run((context) -> assertErrors(context)
				.endsWith("\n   A name with dots needs brackets.\n   Write " + meant));
	}

	@Test
	void keyThatMayBeMisspelledOrBelongToATargetHasBothSuggestions() {
		this.contextRunner.withPropertyValues("resilience.loadbalancing.ejectoin.enabled=1")
			.run((context) -> assertErrors(context).endsWith(
					"""
							There is no such property.
							   Write resilience.loadbalancing.ejection.enabled, or resilience.loadbalancing.targets.ejectoin.enabled if 'ejectoin' is a target"""));
	}

	@ParameterizedTest
	@CsvSource({ "RESILIENCE_CLIENT_ORDERS_TIMEOUT, RESILIENCE_CLIENT_TARGETS_ORDERS_TIMEOUT",
			"RESILIENCE_CLIENT_ORDER_SERVICE_ATTEMPT_TIMEOUT, RESILIENCE_CLIENT_TARGETS_ORDER_SERVICE_ATTEMPT_TIMEOUT",
			"RESILIENCE_LOADBALANCING_ORDERS_SLOWSTART, RESILIENCE_LOADBALANCING_TARGETS_ORDERS_SLOWSTART" })
	void variableOfATargetBesideThoseForAllStopsTheStart(String written, String meant) {
		this.contextRunner
			.withInitializer((context) -> withVariable(context.getEnvironment().getPropertySources(), written))
			.run((context) -> assertErrors(context).contains("1. " + written + " (misspelled-key)", "Write " + meant));
	}

	@Test
	void reportHasAllMistakesAndHowToStartNevertheless() {
		this.contextRunner
			.withPropertyValues("resilience.client.timeot=3s",
					"resilience4j.circuitbreaker.instances.inventory.failure-rate-treshold=30")
			.run((context) -> {
				assertErrors(context).isEqualTo("""
						resilience-starter found 2 mistakes:

						1. resilience4j.circuitbreaker.instances.inventory.failure-rate-treshold (misspelled-key)
						   There is no such property.
						   Write resilience4j.circuitbreaker.instances.inventory.failure-rate-threshold

						2. resilience.client.timeot (misspelled-key)
						   There is no such property.
						   Write resilience.client.timeout""");
			});
	}

	@Test
	void unknownKeyIsAWarning(CapturedOutput output) {
		this.contextRunner.withPropertyValues("resilience4j.circuitbreaker.colour=blue", "resilience.budget=1")
			.run((context) -> assertWarnings(context, output).isEqualTo(
					"""
							1. resilience4j.circuitbreaker.colour (unknown-key)
							   This property has no effect.
							   Remove it, or write one of these: backends, circuit-breaker-aspect-order, configs, instances, metrics, tags

							2. resilience.budget (unknown-key)
							   This property has no effect.
							   Remove it, or write one of these: annotation, caller, client, control, deadline, defaults, diagnostics, discovery, enabled, endpoint, fallback, grpc, http, loadbalancing, messaging, metrics, reconfiguration"""));
	}

	@Test
	void formerNameOfInstancesIsAWarning(CapturedOutput output) {
		this.contextRunner
			.withPropertyValues("resilience4j.circuitbreaker.backends.inventory.failure-rate-threshold=30",
					"resilience4j.circuitbreaker.backends.orders.failure-rate-threshold=30")
			.run((context) -> assertWarnings(context, output).isEqualTo(
					"""
							1. resilience4j.circuitbreaker.backends (outdated-key)
							   'backends' is a former name of 'instances'. If it contains settings for inventory, orders that are also under 'instances', one of the two is lost.
							   Write resilience4j.circuitbreaker.instances"""));
	}

	@Test
	void whatIsConfiguredUnderAFormerNameIsNotMerged() {
		this.contextRunner
			.withPropertyValues("resilience4j.circuitbreaker.backends.inventory.sliding-window-size=30",
					"resilience4j.circuitbreaker.instances.inventory.minimum-number-of-calls=3")
			.run((context) -> {
				var inventory = Binder.get(context.getEnvironment())
					.bindOrCreate("resilience4j.circuitbreaker", CircuitBreakerProperties.class)
					.getInstances()
					.get("inventory");
				assertThat(inventory).isNotNull();
				assertThat(Stream.of(inventory.getSlidingWindowSize(), inventory.getMinimumNumberOfCalls())
					.filter(Objects::isNull)).hasSize(1);
			});
	}

	@Test
	void keyThatResilience4jNoLongerHasIsAWarningWithTheKeysThatItHas(CapturedOutput output) {
		this.contextRunner.withPropertyValues("resilience4j.timelimiter.instances.inventory.timeout=3s")
			.run((context) -> assertWarnings(context, output).isEqualTo(
					"""
							1. resilience4j.timelimiter.instances.inventory.timeout (unknown-key)
							   This property has no effect.
							   Remove it, or write one of these: base-config, cancel-running-future, event-consumer-buffer-size, timeout-duration"""));
	}

	@ParameterizedTest
	@ValueSource(strings = { "resilience4j.circuitbreaker.instances.inventory.failure-rate-threshold",
			"resilience4j.circuitbreaker.instances.inventory.failureRateThreshold",
			"resilience4j.circuit-breaker.instances[inventory.eu].failure_rate_threshold",
			"resilience4j.circuitbreaker.instances.inventory.record-exceptions[0]",
			"resilience4j.circuitbreaker.instances.failure-rate-threshold.failure-rate-threshold",
			"resilience4j.circuitbreaker.tags.team", "resilience4j.circuitbreaker.metrics.legacy.enabled",
			"resilience4j.circuitbreaker.circuit-breaker-aspect-order",
			"resilience4j.thread-pool-bulkhead.instances.reports.core-thread-pool-size",
			"resilience4j.threadPoolBulkhead.configs.default.context-propagators[1]",
			"resilience4j.micrometer.timer.instances.inventory.metric-names",
			"resilience4j.scheduled.executor.core-pool-size", "resilience.client.targets.inventory.timeout",
			"resilience.client.timeout", "resilience.client.targets[inventory.eu].retry-budget.ratio",
			"resilience.client.retryBudget.minPerSecond", "resilience.diagnostics.rules.self-invocation",
			"resilience.client.targets.order-service.retryBudget.minPerSecond",
			"resilience.client.targets[my.service].timeout", "resilience.client.targets.timeout.timeout",
			"resilience.client.targets.targets.enabled", "resilience.client.targets.Order_Service.timeout",
			"resilience.loadbalancing.targets.inventory.standby.metadata.role",
			"resilience.loadbalancing.targets.inventory.standby.tags[0]",
			"resilience.loadbalancing.targets.ejection.ejection.time.max", "resilience.http.enabled",
			"resilienceful.client.timeot", "spring.resilience.client.timeot" })
	void keysThatSomebodyReadsAreKnownHoweverTheyAreWritten(String key, CapturedOutput output) {
		this.contextRunner.withPropertyValues(key + "=warn").run((context) -> assertNothing(context, output));
	}

	@ParameterizedTest
	@ValueSource(strings = { "RESILIENCE4J_CIRCUITBREAKER_INSTANCES_INVENTORY_FAILURERATETHRESHOLD",
			"RESILIENCE4J_CIRCUITBREAKER_INSTANCES_INVENTORY_FAILURE_RATE_THRESHOLD",
			"RESILIENCE4J_CIRCUITBREAKER_INSTANCES_ORDER_SERVICE_FAILURE_RATE_THRESHOLD",
			"RESILIENCE4J_THREAD_POOL_BULKHEAD_INSTANCES_REPORTS_CORE_THREAD_POOL_SIZE",
			"RESILIENCE4J_RETRY_INSTANCES_INVENTORY_IGNOREEXCEPTIONS_0_", "RESILIENCE_CLIENT_RETRY_BUDGET_RATIO",
			"RESILIENCE_SERVICE_HOST", "RESILIENCE_CLIENT_TARGETS_ORDER_SERVICE_TIMEOUT",
			"RESILIENCE_CLIENT_TARGETS_ORDERS_RETRYBUDGET_RATIO", "RESILIENCE_CLIENT_SERVICE_HOST",
			"RESILIENCE_CLIENT_PORT", "RESILIENCE_CLIENT_PORT_8080_TCP_ADDR", "RESILIENCE4J_VERSION" })
	void environmentVariablesAreReadWithCare(String name, CapturedOutput output) {
		this.contextRunner
			.withInitializer((context) -> withVariable(context.getEnvironment().getPropertySources(), name))
			.run((context) -> assertNothing(context, output));
	}

	@Test
	void misspelledEnvironmentVariableIsFound() {
		this.contextRunner
			.withInitializer((context) -> withVariable(context.getEnvironment().getPropertySources(),
					"RESILIENCE4J_CIRCUITBREAKER_INSTANCES_INVENTORY_FAILURERATETRESHOLD"))
			.run((context) -> assertErrors(context).contains(
					"1. RESILIENCE4J_CIRCUITBREAKER_INSTANCES_INVENTORY_FAILURERATETRESHOLD (misspelled-key)",
					"Write resilience4j.circuitbreaker.instances.inventory.failure-rate-threshold"));
	}

	@Test
	void emptyMapsAndSourcesThatCannotBeListedAreLeftAlone(CapturedOutput output) {
		this.contextRunner.withPropertyValues("resilience4j.circuitbreaker.instances=")
			.withInitializer((context) -> context.getEnvironment().getPropertySources().addFirst(new Oracle()))
			.run((context) -> assertNothing(context, output));
	}

	@Test
	void severityIsTheUsers(CapturedOutput output) {
		this.contextRunner
			.withPropertyValues("resilience.client.timeot=3s", "resilience.diagnostics.rules.misspelled-key=warn")
			.run((context) -> assertWarnings(context, output)
				.startsWith("1. resilience.client.timeot (misspelled-key)"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "resilience.diagnostics.rules.misspelled-key=off",
			"resilience.diagnostics.rules.misspelledKey=off", "resilience.diagnostics.enabled=false",
			"resilience.enabled=false" })
	void ruleIsSwitchedOff(String property, CapturedOutput output) {
		this.contextRunner.withPropertyValues("resilience.client.timeot=3s", property)
			.run((context) -> assertNothing(context, output));
	}

	@Test
	void keysThatTheApplicationBindsAreLeftAlone(CapturedOutput output) {
		this.contextRunner.withUserConfiguration(OwnKeys.class)
			.withPropertyValues("resilience.clients.timeout=3s", "resilience.clients.nested.timeout=3s",
					"resilience.httpx.base-url=http://a", "resilience.client.url=http://b", "resilience.own[a]=1",
					"resilience4j.circuitbreaker.colour=blue", "resilience.enable=true")
			.run((context) -> assertNothing(context, output));
	}

	@Test
	void keyInAGroupThatIsNotOursIsAWarning(CapturedOutput output) {
		this.contextRunner.withPropertyValues("resilience.clients.timeout=3s")
			.run((context) -> assertWarnings(context, output).isEqualTo("""
					1. resilience.clients.timeout (unknown-key)
					   This property has no effect, unless the application reads it.
					   Write resilience.client.timeout, if that is intended"""));
	}

	@Test
	void keyThatTheApplicationMisspellsIsAWarning(CapturedOutput output) {
		this.contextRunner.withUserConfiguration(OwnKeys.class)
			.withPropertyValues("resilience.clients.timeot=3s")
			.run((context) -> assertWarnings(context, output).startsWith("1. resilience.clients.timeot (unknown-key)"));
	}

	@Test
	void variableInAGroupThatIsNotOursIsLeftAlone(CapturedOutput output) {
		this.contextRunner.withInitializer(
				(context) -> withVariable(context.getEnvironment().getPropertySources(), "RESILIENCE_CLIENTS_TIMEOUT"))
			.run((context) -> assertNothing(context, output));
	}

	@ConfigurationProperties("resilience.clients")
	record OwnClients(Duration timeout, Map<String, Duration> nested) {

	}

	static class Own {

		private @Nullable Map<String, String> own;

		private boolean enable;

		public @Nullable Map<String, String> getOwn() {
			return this.own;
		}

		public void setOwn(@Nullable Map<String, String> own) {
			this.own = own;
		}

		public boolean isEnable() {
			return this.enable;
		}

		public void setEnable(boolean enable) {
			this.enable = enable;
		}

	}

	@ConfigurationProperties("resilience.httpx")
	record OwnHttp(String baseUrl) {

	}

	@ConfigurationProperties("resilience.client")
	record OwnClient(String url) {

	}

	@ConfigurationProperties("resilience4j.circuitbreaker")
	record OwnBreaker(String colour) {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties({ OwnClients.class, OwnHttp.class, OwnClient.class, OwnBreaker.class })
	static class OwnKeys {

		@Bean
		@ConfigurationProperties("resilience")
		Own own() {
			return new Own();
		}

	}

	private static void withVariable(MutablePropertySources sources, String name) {
		Map<String, Object> variables = new LinkedHashMap<>();
		variables.put(name, "1");
		sources.addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment", variables));
	}

	/**
	 * Property source that cannot list its keys.
	 */
	private static final class Oracle extends PropertySource<Object> {

		Oracle() {
			super("oracle");
		}

		@Override
		public @Nullable Object getProperty(String name) {
			return name.equals("resilience.client.timeot") ? "3s" : null;
		}

	}

}
