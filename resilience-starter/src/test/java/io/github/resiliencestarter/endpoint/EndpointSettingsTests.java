package io.github.resiliencestarter.endpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.resiliencestarter.endpoint.EndpointApplication.Response;
import io.github.resiliencestarter.guard.GuardSettingsCustomizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the settings that {@link ResilienceEndpoint} shows, and their origins.
 */
class EndpointSettingsTests {

	private static final String KNOWN = "resilience.client.targets.inventory.timeout=2s";

	private static final String SHOP = """
			resilience:
			  client:
			    targets:
			      inventory:
			        timeout: 2s
			resilience4j:
			  circuitbreaker:
			    configs:
			      strict:
			        failure-rate-threshold: 20
			    instances:
			      inventory:
			        base-config: strict
			""";

	@Test
	void showsWhereEachSettingComesFrom() {
		EndpointApplication.runner("resilience.client.attempt-timeout=1500ms")
			.withInitializer(yaml("config/shop.yml", SHOP))
			.run((context) -> {
				JsonNode settings = new EndpointApplication(context).read("/inventory").json().path("settings");
				JsonNode timeout = settings.path("timeout");
				assertThat(timeout.path("value").asString()).isEqualTo("PT2S");
				assertThat(timeout.at("/origin/kind").asString()).isEqualTo("PROPERTY");
				assertThat(timeout.at("/origin/key").asString())
					.isEqualTo("resilience.client.targets.inventory.timeout");
				assertThat(timeout.at("/origin/source").asString()).isEqualTo("config/shop.yml");
				assertThat(timeout.at("/origin/location").asString()).endsWith(" - 5:18");
				assertThat(settings.at("/attempt-timeout/origin/key").asString())
					.isEqualTo("resilience.client.attempt-timeout");
				assertThat(settings.at("/retry-budget.ratio/origin/kind").asString()).isEqualTo("DEFAULT");
				assertThat(settings.at("/circuitbreaker.failure-rate-threshold/value").asInt()).isEqualTo(20);
				assertThat(settings.at("/circuitbreaker.failure-rate-threshold/origin/key").asString())
					.isEqualTo("resilience4j.circuitbreaker.configs.strict.failure-rate-threshold");
				assertThat(settings.at("/circuitbreaker.slow-call-rate-threshold/origin/kind").asString())
					.isEqualTo("DEFAULT");
			});
	}

	@Test
	void timeoutOfAnAttemptThatIsLimitedByThatOfTheCallComesFromThere() {
		EndpointApplication.runner(KNOWN)
			.run((context) -> assertThat(new EndpointApplication(context).read("/inventory")
				.json()
				.at("/settings/attempt-timeout/origin/key")
				.asString()).isEqualTo("resilience.client.targets.inventory.timeout"));
	}

	@Test
	void settingOfACustomizerIsNotAttributedToAProperty() {
		EndpointApplication.runner(KNOWN).withUserConfiguration(Customized.class).run((context) -> {
			JsonNode timeout = new EndpointApplication(context).read("/inventory").json().at("/settings/timeout");
			assertThat(timeout.path("value").asString()).isEqualTo("PT7S");
			assertThat(timeout.path("origin")).hasSize(1);
			assertThat(timeout.at("/origin/kind").asString()).isEqualTo("CUSTOMIZER");
		});
	}

	@Test
	void settingThatHasChangedSinceTheFirstCallIsAnEarlierOne() {
		EndpointApplication.runner(KNOWN).run((context) -> {
			context.getEnvironment()
				.getPropertySources()
				.addFirst(new MapPropertySource("later", Map.of("resilience.client.targets.inventory.timeout", "9s")));
			JsonNode timeout = new EndpointApplication(context).read("/inventory").json().at("/settings/timeout");
			assertThat(timeout.path("value").asString()).isEqualTo("PT2S");
			assertThat(timeout.at("/origin/kind").asString()).isEqualTo("EARLIER");
		});
	}

	@Test
	void valuesAreSanitizedAsByOtherEndpoints() {
		EndpointApplication.runner(KNOWN)
			.withUserConfiguration(Sanitized.class)
			.run((context) -> assertThat(values(context)).contains("masked", "PT10S"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "never", "when-authorized" })
	void valuesAreHiddenOnRequest(String when) {
		EndpointApplication.runner(KNOWN, "resilience.endpoint.show-values=" + when)
			.run((context) -> assertThat(values(context)).containsOnly("******"));
	}

	@Test
	void credentialsInTheOriginOfASettingAreRemoved() {
		EndpointApplication.runner().withInitializer(yaml("https://user:secret@config/shop.yml?token=secret", """
				resilience.client.targets.inventory.timeout: 2s
				""")).run((context) -> {
			Response all = new EndpointApplication(context).read("");
			assertThat(all.text()).contains("https://config/shop.yml").doesNotContain("secret");
		});
	}

	private static List<String> values(ApplicationContext context) {
		JsonNode settings = new EndpointApplication(context).read("/inventory").json().path("settings");
		return settings.valueStream().map((setting) -> setting.path("value").asString()).toList();
	}

	static ApplicationContextInitializer<ConfigurableApplicationContext> yaml(String name, String text) {
		return (context) -> {
			try {
				List<PropertySource<?>> sources = new YamlPropertySourceLoader().load(name,
						new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8)));
				sources.forEach(context.getEnvironment().getPropertySources()::addFirst);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		};
	}

	@Configuration(proxyBeanMethods = false)
	static class Customized {

		@Bean
		GuardSettingsCustomizer slower() {
			return (target, settings) -> settings.withTimeout(Duration.ofSeconds(7));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Sanitized {

		@Bean
		SanitizingFunction masking() {
			return (data) -> data.getKey().endsWith("inventory.timeout") ? data.withValue("masked") : data;
		}

	}

}
