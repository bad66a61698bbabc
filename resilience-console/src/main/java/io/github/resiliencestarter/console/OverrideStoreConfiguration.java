package io.github.resiliencestarter.console;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.cloud.consul.ConsulAutoConfiguration.ConsulClientSettings;
import org.springframework.cloud.consul.discovery.ConsulDiscoveryProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Overrides in Consul.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({ ConsulClientSettings.class, ConsulDiscoveryProperties.class,
		ClientHttpRequestFactoryBuilder.class })
@ConditionalOnBean(ConsulClientSettings.class)
@ConditionalOnBooleanProperty(name = "resilience.console.overrides.enabled", matchIfMissing = true)
final class OverrideStoreConfiguration {

	@Bean
	@ConditionalOnMissingBean(OverrideStore.class)
	ConsulOverrideStore resilienceConsoleOverrideStore(ConsulClientSettings consul, ConsoleProperties properties,
			ObjectProvider<ConsulDiscoveryProperties> discovery) {
		return new ConsulOverrideStore(consul, properties.overrides(), token(properties, discovery.getIfAvailable()));
	}

	private static @Nullable String token(ConsoleProperties properties, @Nullable ConsulDiscoveryProperties discovery) {
		String own = properties.overrides().aclToken();
		return (own != null || discovery == null) ? own : discovery.getAclToken();
	}

}
