package io.github.resiliencestarter.sample.discovery;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for channels that find their service through discovery.
 */
@AutoConfiguration(
		afterName = "org.springframework.cloud.client.discovery.composite.CompositeDiscoveryClientAutoConfiguration")
@ConditionalOnProperty(name = "sample.transport", havingValue = "grpc")
public final class HandmadeDiscoveryAutoConfiguration {

	@Bean
	HandmadeResolverProvider handmadeResolverProvider(DiscoveryClient discovery) {
		return new HandmadeResolverProvider(discovery);
	}

}
