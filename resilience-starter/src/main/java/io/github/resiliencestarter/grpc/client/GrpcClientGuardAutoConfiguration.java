package io.github.resiliencestarter.grpc.client;

import io.github.resiliencestarter.condition.ConditionalOnResilienceEnabled;
import io.github.resiliencestarter.failure.FailureAutoConfiguration;
import io.github.resiliencestarter.failure.HttpJudge;
import io.github.resiliencestarter.guard.GuardAutoConfiguration;
import io.github.resiliencestarter.guard.Guards;
import io.github.resiliencestarter.threads.ResilienceThreads;
import io.github.resiliencestarter.threads.ThreadsConfiguration;
import io.grpc.ManagedChannelBuilder;
import io.grpc.stub.AbstractStub;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.grpc.client.autoconfigure.GrpcChannelFactoryCustomizer;
import org.springframework.cloud.client.loadbalancer.reactive.ReactiveLoadBalancer;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.support.LoadBalancerClientFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.grpc.client.DefaultGrpcChannelFactory;
import org.springframework.grpc.client.GlobalClientInterceptor;
import org.springframework.grpc.client.GrpcChannelBuilderCustomizer;
import org.springframework.grpc.client.InProcessGrpcChannelFactory;

/**
 * Auto-configuration for guarded gRPC calls, and for channels that use discovery.
 */
@AutoConfiguration(after = { GuardAutoConfiguration.class, FailureAutoConfiguration.class },
		afterName = { "org.springframework.cloud.loadbalancer.config.LoadBalancerAutoConfiguration",
				"org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration" },
		beforeName = "org.springframework.boot.grpc.client.autoconfigure.GrpcClientAutoConfiguration")
@ConditionalOnResilienceEnabled
@ConditionalOnClass({ AbstractStub.class, GrpcChannelBuilderCustomizer.class, GrpcChannelFactoryCustomizer.class })
@ConditionalOnBooleanProperty(name = { "resilience.grpc.enabled", "resilience.grpc.client.enabled" },
		matchIfMissing = true)
@EnableConfigurationProperties(GrpcClientProperties.class)
@Import(ThreadsConfiguration.class)
@ImportRuntimeHints(ChannelHints.class)
public final class GrpcClientGuardAutoConfiguration {

	@Bean
	MethodSettings grpcMethodSettings(Environment environment, GrpcClientProperties properties) {
		return new MethodSettings(environment, properties);
	}

	@Bean
	GrpcGuard grpcGuard(ObjectProvider<Guards> guards, ObjectProvider<HttpJudge> judge, MethodSettings methods,
			ObjectProvider<ObservationRegistry> observations, ResilienceThreads threads) {
		return new GrpcGuard(guards.getIfAvailable(), new GrpcRules(judge.getIfAvailable(HttpJudge::standard)), methods,
				observations.getIfAvailable(() -> ObservationRegistry.NOOP), threads.workers());
	}

	@Bean
	DiscoveryTargets grpcDiscoveryTargets(Environment environment, ObjectProvider<DiscoveryResolverProvider> resolver) {
		return new DiscoveryTargets(environment, resolver.stream().findAny().isPresent());
	}

	// Last, so that the guard ends up in front of all other interceptors
	@Bean
	@Order(Ordered.LOWEST_PRECEDENCE)
	<B extends ManagedChannelBuilder<B>> GrpcChannelBuilderCustomizer<B> grpcChannelGuard(GrpcGuard grpc,
			DiscoveryTargets targets, ObjectProvider<DiscoveryResolverProvider> resolver) {
		return new ChannelGuard<>(grpc, targets, resolver.getIfAvailable());
	}

	@Bean
	@Order(Ordered.LOWEST_PRECEDENCE)
	@GlobalClientInterceptor
	PreparationInterceptor grpcPreparationInterceptor() {
		return new PreparationInterceptor();
	}

	// First, so that targets of the user replace these
	@Bean
	@Order(Ordered.HIGHEST_PRECEDENCE)
	GrpcChannelFactoryCustomizer grpcDiscoveryChannelFactoryCustomizer(DiscoveryTargets targets) {
		return (factory) -> {
			if (factory instanceof DefaultGrpcChannelFactory<?> channels
					&& !(factory instanceof InProcessGrpcChannelFactory)) {
				channels.setVirtualTargets(targets);
			}
		};
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ ReactiveLoadBalancer.class, LoadBalancerClientFactory.class })
	@ConditionalOnBean(LoadBalancerClientFactory.class)
	static class DiscoveryConfiguration {

		@Bean
		DiscoveryResolverProvider grpcDiscoveryResolverProvider(LoadBalancerClientFactory factory) {
			InstancePort port = new InstancePort();
			return new DiscoveryResolverProvider(
					(service) -> new DiscoveredService(new InstanceChooser(service, factory, port),
							factory.getLazyProvider(service, ServiceInstanceListSupplier.class), port));
		}

	}

}
