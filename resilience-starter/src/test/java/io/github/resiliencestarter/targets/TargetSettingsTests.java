package io.github.resiliencestarter.targets;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TargetSettings}.
 */
@ExtendWith(OutputCaptureExtension.class)
class TargetSettingsTests {

	private final ConfigurableEnvironment environment = new StandardEnvironment();

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "orders.timeout | orders", "orders.timeout | ORDERS", "order-service.timeout | order-service",
					"orderService.timeout | order-service", "order-service.timeout | OrderService",
					"[order-service].timeout | order-service", "[order-service].timeout | Order-Service",
					"Order-Service.timeout | order-service", "order_service.timeout | order_service",
					"Order_Service.timeout | Order_Service", "[order_service].timeout | order_service",
					"[my.service].timeout | my.service", "[api.example.com:8443].timeout | api.example.com:8443",
					"[localhost:8080].timeout | localhost:8080", "[[::1]:8080].timeout | [::1]:8080",
					"[[::1]].timeout | [::1]", "[10.0.0.1].timeout | 10.0.0.1", "10.timeout | 10",
					"timeout.timeout | timeout", "enabled.timeout | enabled", "targets.timeout | targets",
					"retry-budget.timeout | retry-budget", "[größe].timeout | größe", "[a b].timeout | a b",
					"[a/b].timeout | a/b", "[*].timeout | *" })
	void findsATargetHoweverItIsNamed(String key, String target) {
		assertThat(timeoutOf(target, key + "=3s")).hasSeconds(3);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "orders.timeout | order", "[my.service].timeout | my", "[my.service].timeout | service",
					"[order_service].timeout | order-service", "[Order_Service].timeout | order_service",
					"[order_service].timeout | orderservice", "my.service.timeout | my.service",
					"orders.other | orders", "a.timeout | a].timeout.[b", "a.timeout | a.timeout",
					"[a].timeout | a].b[c", "orders.timeout | ]", "orders.timeout | [", "orders.timeout | []",
					"orders.timeout | ''", "orders.timeout | ' '", "orders.timeout | ..",
					"orders.timeout | ${orders}" })
	void takesNoOtherTargetForIt(String key, String target) {
		assertThat(timeoutOf(target, key + "=3s")).hasSeconds(15);
	}

	@Test
	void survivesHugeNames() {
		String name = "a.[".repeat(20_000);
		assertThat(timeoutOf(name, "orders.timeout=3s")).hasSeconds(15);
		assertThat(timeoutOf("a".repeat(100_000), "orders.timeout=3s")).hasSeconds(15);
	}

	@ParameterizedTest
	@ValueSource(strings = { "APP_TARGETS_ORDER_SERVICE_TIMEOUT", "APP_TARGETS_ORDERSERVICE_TIMEOUT" })
	void readsEnvironmentVariables(String variable) {
		this.environment.getPropertySources()
			.addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment", Map.of(variable, "3s")));
		assertThat(timeoutOf("order-service")).hasSeconds(3);
	}

	@Test
	void laterSourceOverridesOneValueOnly() {
		TestPropertyValues.of("app.targets.order-service.timeout=3s", "app.targets.order-service.other=x")
			.applyTo(this.environment);
		this.environment.getPropertySources()
			.addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment",
					Map.of("APP_TARGETS_ORDERSERVICE_TIMEOUT", "4s")));
		TargetSettings<Settings> settings = settings();
		assertThat(settings.names()).containsExactly("order-service");
		assertThat(settings.apply("order-service", "", (own, key) -> own.timeout() + own.other())).isEqualTo("PT4Sx");
	}

	@Test
	void namesEachTargetOnce() {
		TestPropertyValues
			.of("app.targets.Inventory.timeout=1s", "app.targets.[inventory].timeout=1s",
					"app.targets.order-service.timeout=1s", "app.targets.[Order_Service].timeout=1s",
					"app.targets.[my.service].timeout=1s", "app.targets.prices.timeout=1s")
			.applyTo(this.environment);
		assertThat(settings().names()).containsExactly("Order_Service", "inventory", "my.service", "order-service",
				"prices");
	}

	@Test
	void targetThatIsFirstCalledAfterARefreshHasWhatIsSetThen() {
		TargetSettings<Settings> settings = settings();
		TestPropertyValues.of("app.targets.orders.timeout=3s").applyTo(this.environment);
		assertThat(timeout(settings, "orders")).hasSeconds(3);
	}

	@Test
	void invalidChangeLeavesTheSettingsFromStartup(CapturedOutput output) {
		TestPropertyValues.of("app.targets.orders.timeout=3s").applyTo(this.environment);
		TargetSettings<Settings> settings = settings();
		TestPropertyValues.of("app.targets.orders.timeout=soon").applyTo(this.environment);
		assertThat(timeout(settings, "orders")).hasSeconds(3);
		assertThat(output).contains("Settings below 'app.targets.orders' are invalid");
	}

	@ParameterizedTest
	@ValueSource(strings = { "app.targets", "app.targets.orders", "app.targets.orders.timeout", "app.targets[orders]" })
	void emptyValueIsNoSetting(String key) {
		TestPropertyValues.of(key + "=").applyTo(this.environment);
		assertThat(timeout(settings(), "orders")).hasSeconds(15);
	}

	@ParameterizedTest
	@CsvSource({ "orders, app.targets.orders", "Order-Service, app.targets.order-service",
			"order_service, app.targets[order_service]", "my.service:80, app.targets[my.service:80]" })
	void keyOfATargetIsWrittenAsInAFile(String target, String key) {
		assertThat(TargetSettings.key("app", target)).isEqualTo(key);
	}

	private Duration timeoutOf(String target, String... properties) {
		for (String property : properties) {
			int equals = property.indexOf('=');
			TestPropertyValues
				.of(Map.of("app.targets." + property.substring(0, equals), property.substring(equals + 1)))
				.applyTo(this.environment);
		}
		return timeout(settings(), target);
	}

	private static Duration timeout(TargetSettings<Settings> settings, String target) {
		Duration forAll = Duration.ofSeconds(15);
		return settings.apply(target, forAll, (own, key) -> (own.timeout() != null) ? own.timeout() : forAll);
	}

	private TargetSettings<Settings> settings() {
		Map<String, Settings> bound = Binder.get(this.environment)
			.bind("app.targets", Bindable.mapOf(String.class, Settings.class))
			.orElseGet(LinkedHashMap::new);
		return new TargetSettings<>(this.environment, "app", Settings.class, bound);
	}

	record Settings(@Nullable Duration timeout, @Nullable String other) {

	}

}
