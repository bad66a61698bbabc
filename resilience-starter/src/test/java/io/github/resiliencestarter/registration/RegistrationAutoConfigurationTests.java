package io.github.resiliencestarter.registration;

import io.github.resiliencestarter.StarterContext;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.cloud.client.serviceregistry.AutoServiceRegistrationProperties;
import org.springframework.cloud.consul.ConsulClient;
import org.springframework.cloud.consul.discovery.ConsulDiscoveryProperties;
import org.springframework.cloud.consul.discovery.HeartbeatProperties;
import org.springframework.cloud.consul.serviceregistry.ConsulAutoRegistration;
import org.springframework.cloud.consul.serviceregistry.ConsulAutoServiceRegistration;
import org.springframework.cloud.consul.serviceregistry.ConsulServiceRegistry;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RegistrationAutoConfiguration}.
 */
class RegistrationAutoConfigurationTests {

	private final ApplicationContextRunner runner = StarterContext.runner();

	@Test
	void registrationLastsAndEndsWithADrain() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(Drain.class)
			.getBean(ConsulServiceRegistry.class)
			.isExactlyInstanceOf(LastingServiceRegistry.class));
	}

	@Test
	void switchBringsBackSpringCloudsRegistryAndLeavesTheLists() {
		this.runner.withPropertyValues("resilience.discovery.registration.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(Drain.class)
				.doesNotHaveBean(RegistrationState.class)
				.hasBean("discoveryInstanceLists")
				.getBean(ConsulServiceRegistry.class)
				.isExactlyInstanceOf(ConsulServiceRegistry.class));
	}

	@Test
	void switchOfDiscoveryBringsBackSpringCloudsRegistryToo() {
		this.runner.withPropertyValues("resilience.discovery.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(Drain.class)
				.getBean(ConsulServiceRegistry.class)
				.isExactlyInstanceOf(ConsulServiceRegistry.class));
	}

	@Test
	void registryOfTheUserWinsAndIsNotDrained() {
		this.runner.withUserConfiguration(OwnRegistry.class)
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(Drain.class)
				.doesNotHaveBean(RegistrationState.class)
				.getBeanNames(ConsulServiceRegistry.class)
				.containsExactly("mine"));
	}

	@Test
	void nothingIsRegisteredWhereSpringCloudIsToldNotTo() {
		for (String key : new String[] { "spring.cloud.service-registry.enabled",
				"spring.cloud.consul.service-registry.enabled" }) {
			this.runner.withPropertyValues(key + "=false")
				.run((context) -> assertThat(context).hasNotFailed()
					.doesNotHaveBean(ConsulServiceRegistry.class)
					.doesNotHaveBean(Drain.class)
					.hasBean("discoveryInstanceLists"));
		}
	}

	@Test
	void registrationWaitsForAManagementPortThatIsNotKnown() {
		StarterContext.webRunner()
			.run((context) -> assertThat(context).getBean(ConsulAutoServiceRegistration.class)
				.isExactlyInstanceOf(ConsulAutoServiceRegistration.class));
		WebApplicationContextRunner random = StarterContext.webRunner().withPropertyValues("management.server.port=0");
		random.run((context) -> assertThat(context).getBean(ConsulAutoServiceRegistration.class)
			.isExactlyInstanceOf(DelayedRegistration.class));
		random.withUserConfiguration(OwnRegistration.class)
			.run((context) -> assertThat(context).getBeanNames(ConsulAutoServiceRegistration.class)
				.containsExactly("mine"));
		random.withPropertyValues("spring.cloud.service-registry.auto-registration.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ConsulAutoServiceRegistration.class));
	}

	@Test
	void nothingIsRegisteredWithoutConsul() {
		this.runner.withPropertyValues("spring.cloud.consul.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(RegistrationState.class)
				.doesNotHaveBean(Drain.class)
				.hasBean("discoveryInstanceLists"));
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnRegistration {

		@Bean
		ConsulAutoServiceRegistration mine(ConsulServiceRegistry registry,
				AutoServiceRegistrationProperties registrationProperties, ConsulDiscoveryProperties properties,
				ConsulAutoRegistration registration, ApplicationContext context) {
			return new ConsulAutoServiceRegistration(registry, registrationProperties, properties, registration,
					context);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnRegistry {

		@Bean
		ConsulServiceRegistry mine(ConsulClient client, ConsulDiscoveryProperties properties,
				HeartbeatProperties heartbeat) {
			return new ConsulServiceRegistry(client, properties, null, heartbeat);
		}

	}

}
