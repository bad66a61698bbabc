package io.github.resiliencestarter.grpc.client;

import io.github.resilience4j.springboot.bulkhead.autoconfigure.BulkheadAutoConfiguration;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerAutoConfiguration;
import io.github.resilience4j.springboot.retry.autoconfigure.RetryAutoConfiguration;
import io.github.resiliencestarter.engines.EnginesAutoConfiguration;
import io.github.resiliencestarter.failure.FailureAutoConfiguration;
import io.github.resiliencestarter.guard.GuardAutoConfiguration;
import io.github.resiliencestarter.loadbalancing.LoadBalancingAutoConfiguration;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.grpc.client.autoconfigure.CompositeChannelFactoryAutoConfiguration;
import org.springframework.boot.grpc.client.autoconfigure.GrpcClientAutoConfiguration;
import org.springframework.cloud.client.CommonsClientAutoConfiguration;
import org.springframework.cloud.client.ReactiveCommonsClientAutoConfiguration;
import org.springframework.cloud.client.discovery.simple.SimpleDiscoveryClientAutoConfiguration;
import org.springframework.cloud.client.discovery.simple.reactive.SimpleReactiveDiscoveryClientAutoConfiguration;
import org.springframework.cloud.client.loadbalancer.reactive.ReactorLoadBalancerClientAutoConfiguration;
import org.springframework.cloud.commons.util.UtilAutoConfiguration;
import org.springframework.cloud.loadbalancer.config.LoadBalancerAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Application with gRPC clients and Spring Cloud's simple discovery.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({ CircuitBreakerAutoConfiguration.class, RetryAutoConfiguration.class,
		BulkheadAutoConfiguration.class, GuardAutoConfiguration.class, EnginesAutoConfiguration.class,
		FailureAutoConfiguration.class, GrpcClientGuardAutoConfiguration.class, SslAutoConfiguration.class,
		GrpcClientAutoConfiguration.class, CompositeChannelFactoryAutoConfiguration.class, UtilAutoConfiguration.class,
		SimpleDiscoveryClientAutoConfiguration.class, SimpleReactiveDiscoveryClientAutoConfiguration.class,
		CommonsClientAutoConfiguration.class, ReactiveCommonsClientAutoConfiguration.class,
		LoadBalancerAutoConfiguration.class, ReactorLoadBalancerClientAutoConfiguration.class,
		LoadBalancingAutoConfiguration.class })
class GrpcApplication {

	@Bean
	Events events() {
		return new Events();
	}

	static ConfigurableApplicationContext run(String... properties) {
		return run(new Class<?>[] { GrpcApplication.class }, properties);
	}

	static ConfigurableApplicationContext run(Class<?>[] sources, String... properties) {
		return new SpringApplicationBuilder(sources).web(WebApplicationType.NONE)
			.properties("resilience4j.retry.configs.default.wait-duration=10ms",
					"resilience4j.circuitbreaker.configs.default.minimum-number-of-calls=100",
					"resilience4j.bulkhead.configs.default.max-concurrent-calls=25", "resilience.client.timeout=3s",
					"resilience.client.attempt-timeout=600ms", "resilience.client.retry-budget.min-per-second=100",
					"spring.cloud.loadbalancer.cache.enabled=false", "spring.main.banner-mode=off")
			.properties(properties)
			.run();
	}

	static String[] instances(int... ports) {
		String[] properties = new String[ports.length];
		for (int i = 0; i < ports.length; i++) {
			properties[i] = "spring.cloud.discovery.client.simple.instances.inventory[%d].uri=http://127.0.0.1:%d"
				.formatted(i, ports[i]);
		}
		return properties;
	}

}
