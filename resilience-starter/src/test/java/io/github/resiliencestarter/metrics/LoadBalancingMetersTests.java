package io.github.resiliencestarter.metrics;

import java.net.ConnectException;

import io.github.resiliencestarter.loadbalancing.LoadBalancingAutoConfiguration;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cloud.client.CommonsClientAutoConfiguration;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.simple.SimpleDiscoveryClientAutoConfiguration;
import org.springframework.cloud.client.loadbalancer.LoadBalancerClient;
import org.springframework.cloud.client.loadbalancer.LoadBalancerRequest;
import org.springframework.cloud.commons.util.UtilAutoConfiguration;
import org.springframework.cloud.loadbalancer.config.BlockingLoadBalancerClientAutoConfiguration;
import org.springframework.cloud.loadbalancer.config.LoadBalancerAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link LoadBalancingMeters}.
 */
class LoadBalancingMetersTests {

	private static final String SIMPLE = "spring.cloud.discovery.client.simple.instances.inventory";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(CommonsClientAutoConfiguration.class,
				SimpleDiscoveryClientAutoConfiguration.class, UtilAutoConfiguration.class,
				LoadBalancerAutoConfiguration.class, BlockingLoadBalancerClientAutoConfiguration.class,
				LoadBalancingMetricsAutoConfiguration.class, LoadBalancingAutoConfiguration.class))
		.withBean(SimpleMeterRegistry.class)
		.withPropertyValues(SIMPLE + "[0].uri=http://one:80", SIMPLE + "[1].uri=http://two:80",
				SIMPLE + "[2].uri=http://spare:80", SIMPLE + "[2].metadata.role=spare",
				"resilience.loadbalancing.targets.inventory.standby.metadata.role=spare");

	@Test
	void metersOfATargetExistAtItsFirstCallAndFollowItsInstances() {
		this.runner.run((context) -> {
			LoadBalancerClient client = context.getBean(LoadBalancerClient.class);
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			ServiceInstance chosen = client.choose("inventory");
			assertThat(registry.get("resilience.instance.ejections").counters()).hasSize(5)
				.allMatch((counter) -> counter.count() == 0);
			assertThat(instances(registry, "available")).isEqualTo(2);
			assertThat(instances(registry, "standby")).isOne();
			assertThat(instances(registry, "ejected")).isZero();
			assertThatIOException().isThrownBy(() -> client.execute("inventory", chosen, refusing()));
			client.choose("inventory");
			assertThat(registry.get("resilience.instance.ejections").tag("reason", "unreachable").counter().count())
				.isOne();
			assertThat(instances(registry, "available")).isOne();
			assertThat(instances(registry, "ejected")).isOne();
			assertThat(registry.getMeters()).extracting(Meter::getId)
				.filteredOn((id) -> id.getName().startsWith("resilience.instance"))
				.allMatch((id) -> id.getTags().size() == 2);
		});
	}

	@Test
	void canBeSwitchedOff() {
		this.runner.withPropertyValues("resilience.metrics.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(LoadBalancingMeters.class));
	}

	private static double instances(MeterRegistry registry, String state) {
		return registry.get("resilience.instances").tag("target", "inventory").tag("state", state).gauge().value();
	}

	private static LoadBalancerRequest<String> refusing() {
		return (instance) -> {
			throw new ConnectException("refused");
		};
	}

}
