package io.github.resiliencestarter.discovery;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import io.github.resiliencestarter.condition.ConditionalOnResilienceEnabled;
import io.github.resiliencestarter.targets.TargetContextPart;
import io.github.resiliencestarter.targets.TargetContextsConfiguration;
import io.github.resiliencestarter.threads.ResilienceThreads;
import io.github.resiliencestarter.threads.ThreadsConfiguration;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.cloud.client.ConditionalOnDiscoveryEnabled;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.client.discovery.ReactiveDiscoveryClient;
import org.springframework.cloud.client.discovery.composite.CompositeDiscoveryClient;
import org.springframework.cloud.consul.ConsulAutoConfiguration;
import org.springframework.cloud.consul.ConsulAutoConfiguration.ConsulClientSettings;
import org.springframework.cloud.consul.ConsulProperties;
import org.springframework.cloud.consul.discovery.ConditionalOnConsulDiscoveryEnabled;
import org.springframework.cloud.consul.discovery.ConsulDiscoveryProperties;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * {@link AutoConfiguration Auto-configuration} for the instance lists of other services.
 */
@AutoConfiguration(afterName = { "org.springframework.cloud.consul.ConsulAutoConfiguration",
		"org.springframework.cloud.consul.discovery.ConsulDiscoveryClientConfiguration",
		"org.springframework.cloud.consul.discovery.reactive.ConsulReactiveDiscoveryClientConfiguration" })
@ConditionalOnResilienceEnabled
@ConditionalOnBooleanProperty(name = "resilience.discovery.enabled", matchIfMissing = true)
@ConditionalOnDiscoveryEnabled
@ConditionalOnClass(CompositeDiscoveryClient.class)
@EnableConfigurationProperties(DiscoveryProperties.class)
@Import(ThreadsConfiguration.class)
public final class DiscoveryAutoConfiguration {

	@Bean
	DiscoveryThreads discoveryThreads(ResilienceThreads threads) {
		return new DiscoveryThreads(threads);
	}

	@Bean
	InstanceLists discoveryInstanceLists(DiscoveryProperties properties, DiscoveryThreads threads,
			ObjectProvider<InstanceRegistry> pushing, SpringCloudRegistries polled,
			ObjectProvider<DiscoveryListener> listeners) {
		DiscoveryTime time = DiscoveryTime.system(threads);
		Supplier<List<InstanceRegistry>> registries = () -> {
			List<InstanceRegistry> all = new ArrayList<>(pushing.orderedStream().toList());
			all.addAll(polled.find(properties.pollInterval(), time));
			return all;
		};
		return new InstanceLists(registries, properties, time, (target) -> lastList(properties, target, time),
				() -> listeners.orderedStream().toList());
	}

	private static LastList lastList(DiscoveryProperties properties, String target, DiscoveryTime time) {
		Path directory = properties.cacheDirectory();
		return (directory != null) ? new InstanceFile(directory, target, time.clock()) : LastList.NONE;
	}

	@Bean
	SpringCloudRegistries discoverySpringCloudRegistries(ObjectProvider<DiscoveryClient> clients,
			ObjectProvider<ReactiveDiscoveryClient> reactiveClients) {
		return new SpringCloudRegistries(clients, reactiveClients);
	}

	@Bean
	static ListedDiscoveryClients discoveryListedDiscoveryClients(ObjectProvider<InstanceLists> lists) {
		return new ListedDiscoveryClients(lists);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ConsulDiscoveryProperties.class)
	@ConditionalOnBean({ ConsulClientSettings.class, ConsulDiscoveryProperties.class })
	@ConditionalOnConsulDiscoveryEnabled
	static class ConsulConfiguration {

		@Bean
		ConsulConnections discoveryConsulConnections(ConsulProperties consul, ConsulClientSettings settings,
				ConsulDiscoveryProperties discovery, DiscoveryProperties properties, DiscoveryThreads threads) {
			List<URI> addresses = properties.consul()
				.addresses()
				.stream()
				.map((address) -> URI.create(baseUrl(consul, address)))
				.toList();
			if (addresses.isEmpty()) {
				addresses = List.of(URI.create(settings.baseUrl()));
			}
			ConsulAgents agents = ConsulAgents.of(addresses, settings, discovery, threads);
			return new ConsulConnections(agents, properties.consul().maxConnections(), DiscoveryTime.system(threads));
		}

		@Bean
		ConsulRegistry discoveryConsulRegistry(ConsulConnections connections, ConsulDiscoveryProperties discovery,
				DiscoveryProperties properties, DiscoveryThreads threads) {
			return new ConsulRegistry(connections, discovery, properties.consul().maxWait(),
					DiscoveryTime.system(threads));
		}

		private static String baseUrl(ConsulProperties consul, String address) {
			ConsulProperties other = new ConsulProperties();
			other.setScheme(consul.getScheme());
			other.setPath(consul.getPath());
			other.setHost(DiscoveryProperties.Consul.host(address));
			other.setPort(DiscoveryProperties.Consul.port(address));
			return ConsulAutoConfiguration.createConsulClientBaseUrl(other);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(HealthIndicator.class)
	@ConditionalOnEnabledHealthIndicator("resilience-discovery")
	static class HealthConfiguration {

		@Bean
		@ConditionalOnMissingBean(name = "resilienceDiscoveryHealthIndicator")
		DiscoveryHealthIndicator resilienceDiscoveryHealthIndicator(InstanceLists lists) {
			return new DiscoveryHealthIndicator(lists);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ServiceInstanceListSupplier.class)
	@Import(TargetContextsConfiguration.class)
	static class LoadBalancerConfiguration {

		@Bean
		TargetContextPart discoveryTargetContextPart() {
			return new TargetContextPart(ListedInstancesConfiguration.class);
		}

	}

}
