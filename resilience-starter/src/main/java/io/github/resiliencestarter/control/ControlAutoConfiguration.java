package io.github.resiliencestarter.control;

import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Future;

import io.github.resiliencestarter.condition.ConditionalOnResilienceEnabled;
import io.github.resiliencestarter.discovery.ConsulConnections;
import io.github.resiliencestarter.discovery.DiscoveryAutoConfiguration;
import io.github.resiliencestarter.discovery.DiscoveryProperties;
import io.github.resiliencestarter.discovery.DiscoveryTime;
import io.github.resiliencestarter.engines.Engines;
import io.github.resiliencestarter.engines.EnginesAutoConfiguration;
import io.github.resiliencestarter.engines.HeldStates;
import io.github.resiliencestarter.reconfiguration.Reconfiguration;
import io.github.resiliencestarter.reconfiguration.ReconfigurationAutoConfiguration;
import io.github.resiliencestarter.threads.ResilienceThreads;
import io.github.resiliencestarter.threads.ThreadsConfiguration;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.cloud.client.serviceregistry.Registration;
import org.springframework.cloud.consul.discovery.ConsulDiscoveryProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/**
 * {@link AutoConfiguration Auto-configuration} for the overrides of the fleet.
 */
@AutoConfiguration(after = { DiscoveryAutoConfiguration.class, EnginesAutoConfiguration.class,
		ReconfigurationAutoConfiguration.class })
@ConditionalOnResilienceEnabled
@ConditionalOnBooleanProperty("resilience.control.enabled")
@EnableConfigurationProperties(ControlProperties.class)
@Import(ThreadsConfiguration.class)
@RegisterReflectionForBinding({ OverrideQuery.Entry.class, OverrideFile.Content.class })
public final class ControlAutoConfiguration {

	@Bean
	Overrides controlOverrides(ObjectProvider<InstanceIdentity> identity, Environment environment,
			OverrideChanges changes, OverrideFile file, ControlTime time) {
		InstanceIdentity known = identity.getIfAvailable(() -> plainIdentity(environment));
		return new Overrides(known::current, changes, file, time.time());
	}

	@Bean
	OverrideFile controlOverrideFile(ControlProperties properties, ObjectProvider<DiscoveryProperties> discovery) {
		DiscoveryProperties lists = discovery.getIfAvailable();
		Path directory = (properties.cacheDirectory() != null || lists == null) ? properties.cacheDirectory()
				: lists.cacheDirectory();
		return new OverrideFile(directory);
	}

	@Bean
	OverrideWatch controlOverrideWatch(Overrides overrides, ObjectProvider<ConsulConnections> connections,
			ControlProperties properties, ControlTime time) {
		return new OverrideWatch(overrides, connections.getIfAvailable(), new OverrideQuery(properties.prefix()),
				time.time());
	}

	@Bean
	OverrideChanges controlOverrideChanges(Engines engines, HeldStates held, OverrideBreakers breakers,
			SettingsLayer settings) {
		return new OverrideChanges(engines, held, breakers, settings);
	}

	@Bean
	ReconfigurationSettings controlSettings(ObjectProvider<Reconfiguration> reconfiguration, Environment environment) {
		return new ReconfigurationSettings(reconfiguration.getIfAvailable(), environment);
	}

	@Bean
	OverrideBreakers controlOverrideBreakers(HeldStates held, ControlTime time) {
		return new OverrideBreakers(held, time.time()::nanos);
	}

	@Bean
	ControlTime controlTime(ResilienceThreads threads) {
		return new ControlTime(DiscoveryTime.system((task, delay) -> {
			Future<?> scheduled = threads.schedule(task, delay, threads.workers());
			return () -> scheduled.cancel(false);
		}));
	}

	@Bean
	DryRun controlDryRun(Overrides overrides, OverrideBreakers breakers, Engines engines, SettingsLayer settings,
			ControlTime time) {
		return new DryRun(overrides, breakers, engines, settings, time.time());
	}

	private static InstanceIdentity plainIdentity(Environment environment) {
		String name = applicationName(environment);
		return () -> new OwnInstance(name, name, Set.of("instance=" + name));
	}

	private static String applicationName(Environment environment) {
		return environment.getProperty("spring.application.name", "application");
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ ConsulDiscoveryProperties.class, Registration.class })
	@ConditionalOnBean(ConsulDiscoveryProperties.class)
	static class ConsulIdentityConfiguration {

		@Bean
		ConsulInstanceIdentity controlInstanceIdentity(ConsulDiscoveryProperties properties,
				ObjectProvider<Registration> registration, Environment environment) {
			return new ConsulInstanceIdentity(applicationName(environment), properties,
					() -> registration.stream().findFirst().orElse(null));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
	static class EndpointConfiguration {

		@Bean
		@ConditionalOnAvailableEndpoint
		OverridesEndpoint controlOverridesEndpoint(Overrides overrides, OverrideWatch watch, DryRun dryRun) {
			return new OverridesEndpoint(overrides, watch, dryRun);
		}

	}

}
