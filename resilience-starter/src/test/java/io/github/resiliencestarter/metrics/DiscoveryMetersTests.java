package io.github.resiliencestarter.metrics;

import java.util.Objects;

import io.github.resiliencestarter.StarterContext;
import io.github.resiliencestarter.registration.RegistrationState;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DiscoveryMeters} and {@link DiscoveryMetricsAutoConfiguration}.
 */
class DiscoveryMetersTests {

	private final ApplicationContextRunner runner = StarterContext.runner()
		.withPropertyValues("spring.cloud.consul.discovery.enabled=false",
				"spring.cloud.discovery.client.simple.instances.inventory[0].uri=http://10.0.0.9:80");

	@Test
	void ageOfAListIsThereWithItsTarget() {
		this.runner.run((context) -> {
			MeterRegistry meters = context.getBean(MeterRegistry.class);
			assertThat(meters.find("resilience.discovery.age").gauge()).isNull();
			assertThat(context.getBean(DiscoveryClient.class).getInstances("inventory")).hasSize(1);
			Gauge age = meters.get("resilience.discovery.age").tag("target", "inventory").gauge();
			assertThat(age.value()).isBetween(0.0, 60.0);
			assertThat(age.getId().getBaseUnit()).isEqualTo("seconds");
		});
	}

	@Test
	void ageGoesWithATargetThatMakesRoom() {
		this.runner.withPropertyValues("resilience.discovery.max-targets=1", "resilience.discovery.unused-after=1ms")
			.run((context) -> {
				MeterRegistry meters = context.getBean(MeterRegistry.class);
				DiscoveryClient client = context.getBean(DiscoveryClient.class);
				client.getInstances("inventory");
				Gauge age = meters.get("resilience.discovery.age").tag("target", "inventory").gauge();
				Awaitility.await().until(() -> Double.isNaN(age.value()));
				client.getInstances("orders");
				assertThat(meters.find("resilience.discovery.age").gauges()).singleElement()
					.satisfies((gauge) -> assertThat(gauge.getId().getTag("target")).isEqualTo("orders"));
			});
	}

	@Test
	void registrationIsNotPassingBeforeItIs() {
		StarterContext.runner().run((context) -> assertThat(state(context.getBean(MeterRegistry.class))).isZero());
	}

	@Test
	void registrationThatPassesIsOne() {
		StarterContext.runner()
			.withUserConfiguration(Passing.class)
			.run((context) -> assertThat(state(context.getBean(MeterRegistry.class))).isOne());
	}

	@Test
	void switchTurnsThemOff() {
		this.runner.withPropertyValues("resilience.metrics.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(DiscoveryMeters.class));
	}

	private static double state(MeterRegistry meters) {
		return Objects.requireNonNull(meters.find("resilience.registration.state").gauge()).value();
	}

	@Configuration(proxyBeanMethods = false)
	static class Passing {

		@Bean
		@Primary
		RegistrationState passing() {
			return () -> true;
		}

	}

}
