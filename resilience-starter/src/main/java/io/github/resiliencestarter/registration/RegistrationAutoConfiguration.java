package io.github.resiliencestarter.registration;

import java.net.URI;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.resiliencestarter.condition.ConditionalOnResilienceEnabled;
import io.github.resiliencestarter.discovery.ConsulAgents;
import io.github.resiliencestarter.discovery.DiscoveryAutoConfiguration;
import io.github.resiliencestarter.discovery.DiscoveryThreads;
import io.github.resiliencestarter.discovery.DiscoveryTime;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnNotWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.cloud.client.serviceregistry.AutoServiceRegistrationProperties;
import org.springframework.cloud.consul.ConsulAutoConfiguration.ConsulClientSettings;
import org.springframework.cloud.consul.ConsulClient;
import org.springframework.cloud.consul.discovery.ConsulDiscoveryProperties;
import org.springframework.cloud.consul.discovery.HeartbeatProperties;
import org.springframework.cloud.consul.model.http.health.Check.CheckStatus;
import org.springframework.cloud.consul.serviceregistry.ApplicationStatusProvider;
import org.springframework.cloud.consul.serviceregistry.ConsulAutoRegistration;
import org.springframework.cloud.consul.serviceregistry.ConsulAutoServiceRegistration;
import org.springframework.cloud.consul.serviceregistry.ConsulServiceRegistry;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextRefreshedEvent;

/**
 * {@link AutoConfiguration Auto-configuration} for a durable registration with Consul
 * that ends before the application does.
 */
@AutoConfiguration(after = DiscoveryAutoConfiguration.class,
		beforeName = "org.springframework.cloud.consul.serviceregistry.ConsulServiceRegistryAutoConfiguration")
@ConditionalOnResilienceEnabled
@ConditionalOnBooleanProperty(name = "resilience.discovery.enabled", matchIfMissing = true)
@ConditionalOnBooleanProperty(name = "resilience.discovery.registration.enabled", matchIfMissing = true)
@ConditionalOnBooleanProperty(name = "spring.cloud.service-registry.enabled", matchIfMissing = true)
@ConditionalOnBooleanProperty(name = "spring.cloud.consul.service-registry.enabled", matchIfMissing = true)
@ConditionalOnClass(ConsulServiceRegistry.class)
@ConditionalOnBean({ DiscoveryThreads.class, ConsulClientSettings.class })
@EnableConfigurationProperties(RegistrationProperties.class)
public final class RegistrationAutoConfiguration {

	@Bean
	RegistrationKeeper registrationKeeper(ConsulClientSettings settings, ConsulDiscoveryProperties discovery,
			RegistrationProperties properties, DiscoveryThreads threads, ConfigurableApplicationContext context) {
		ObjectProvider<ApplicationStatusProvider> status = context.getBeanProvider(ApplicationStatusProvider.class);
		RegistrationSettings registration = new RegistrationSettings(properties.checkInterval(),
				!InstanceId.isSetByUser(context.getEnvironment()), UUID.randomUUID().toString());
		ConsulAgents agent = ConsulAgents.of(List.of(URI.create(settings.baseUrl())), settings, discovery, threads);
		return new RegistrationKeeper(agent, registration, DiscoveryTime.system(threads),
				() -> status.getIfAvailable(() -> () -> CheckStatus.PASSING).currentStatus());
	}

	@Bean
	@ConditionalOnMissingBean(ConsulServiceRegistry.class)
	LastingServiceRegistry registrationServiceRegistry(ConsulClient client, ConsulDiscoveryProperties discovery,
			HeartbeatProperties heartbeat, RegistrationKeeper keeper) {
		return new LastingServiceRegistry(client, discovery, heartbeat, keeper);
	}

	@Bean
	@ConditionalOnBean(LastingServiceRegistry.class)
	Drain registrationDrain(ApplicationContext context, LastingServiceRegistry registry,
			RegistrationProperties properties) {
		return new Drain(context, registry, properties.drain(), (duration) -> {
			boolean unused = new CountDownLatch(1).await(duration.toNanos(), TimeUnit.NANOSECONDS);
		});
	}

	@Configuration(proxyBeanMethods = false)
	@Conditional(OnSeveralPorts.class)
	@ConditionalOnBooleanProperty(name = "spring.cloud.service-registry.auto-registration.enabled",
			matchIfMissing = true)
	@ConditionalOnBooleanProperty(name = "spring.cloud.consul.service-registry.auto-registration.enabled",
			matchIfMissing = true)
	static class SeveralPortsConfiguration {

		@Bean
		@ConditionalOnMissingBean(ConsulAutoServiceRegistration.class)
		DelayedRegistration registrationDelayedRegistration(ConsulServiceRegistry registry,
				AutoServiceRegistrationProperties registrationProperties, RegisteredPorts ports,
				ObjectProvider<NetworkGrpcServer> grpcServer, ApplicationContext context) {
			return new DelayedRegistration(registry, registrationProperties, ports, grpcServer.getIfAvailable(),
					context);
		}

		@Bean
		RegisteredPorts registrationPorts(ConsulAutoRegistration registration, ConsulDiscoveryProperties properties,
				HeartbeatProperties heartbeat) {
			return new RegisteredPorts(registration, properties, heartbeat);
		}

		@Bean
		ApplicationListener<ContextRefreshedEvent> registrationAfterRefresh(ApplicationContext context,
				ObjectProvider<DelayedRegistration> registration) {
			return (event) -> {
				if (event.getApplicationContext() == context) {
					registration.ifAvailable(DelayedRegistration::contextRefreshed);
				}
			};
		}

	}

	static class OnSeveralPorts extends AnyNestedCondition {

		OnSeveralPorts() {
			super(ConfigurationPhase.REGISTER_BEAN);
		}

		@ConditionalOnWebApplication
		@ConditionalOnProperty(name = "management.server.port", havingValue = "0")
		static class RandomManagementPort {

		}

		@ConditionalOnBean(NetworkGrpcServer.class)
		static class GrpcServer {

		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnNotWebApplication
	@ConditionalOnMissingBean(NetworkGrpcServer.class)
	@ConditionalOnBooleanProperty("spring.cloud.consul.discovery.heartbeat.enabled")
	static class WithoutWebServerConfiguration {

		// Spring Cloud waits for a web server, and would not have a port
		@Bean
		ApplicationListener<ContextRefreshedEvent> registrationWithoutWebServer(ApplicationContext context,
				ObjectProvider<ConsulAutoRegistration> registration,
				ObjectProvider<ConsulAutoServiceRegistration> autoRegistration) {
			return (event) -> {
				if (event.getApplicationContext() == context) {
					registration.ifAvailable((service) -> service.initializePort(0));
					autoRegistration.ifAvailable(ConsulAutoServiceRegistration::start);
				}
			};
		}

	}

}
