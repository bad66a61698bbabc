package io.github.resiliencestarter.diagnostics;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

import static io.github.resiliencestarter.diagnostics.Diagnosis.assertNothing;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Keys of the application's own beside those of the starter.
 */
@ExtendWith(OutputCaptureExtension.class)
class OwnKeysTests {

	@Test
	void keysOfAnyFormThatTheApplicationBindsAreLeftAlone(CapturedOutput output) {
		Diagnosis.of()
			.withUserConfiguration(MoreOwnKeys.class)
			.withPropertyValues("resilience.client.endpoints[0].timeot=3s",
					"resilience.client.endpoints[0].url=http://a", "resilience.client.orders.timeout=3s",
					"resilience.client.orders.base-url=http://b",
					"resilience.loadbalancer.targets[my.service].timeout=1", "resilience.http-client.read-timeout=1s",
					"resilience.clientSettings.timeOut=1s")
			.run((context) -> assertNothing(context, output));
	}

	@ParameterizedTest
	@ValueSource(strings = { "resilience.retry.max-attempts", "resilience.timeout", "resilience.client.url",
			"resilience.http.timeout-millis", "resilience.orders.client.timeout", "resilience.circuitbreaker.enabled",
			"resilience.ratelimiter.default.limit", "resilience.metric.prefix", "resilience.clients[0].name" })
	void keyThatTheApplicationMayReadItselfDoesNotStopTheStart(String key, CapturedOutput output) {
		Diagnosis.of().withPropertyValues(key + "=1").run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains("(unknown-key)");
	}

	@ConfigurationProperties("resilience.client")
	record OwnEndpoints(List<OwnEndpoint> endpoints) {

	}

	record OwnEndpoint(String url, Duration timeot) {

	}

	@ConfigurationProperties("resilience.client.orders")
	record OwnOrders(String baseUrl, Duration timeout) {

	}

	@ConfigurationProperties("resilience.loadbalancer")
	record OwnBalancer(Map<String, Map<String, String>> targets) {

	}

	@ConfigurationProperties(prefix = "resilience.http-client")
	record OwnHttpClient(Duration readTimeout) {

	}

	@ConfigurationProperties(prefix = "resilience.client-settings")
	record OwnSettings(Duration timeOut) {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties({ OwnEndpoints.class, OwnOrders.class, OwnBalancer.class, OwnHttpClient.class,
			OwnSettings.class })
	static class MoreOwnKeys {

	}

}
