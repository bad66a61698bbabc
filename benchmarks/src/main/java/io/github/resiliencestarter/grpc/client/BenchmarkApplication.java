package io.github.resiliencestarter.grpc.client;

import io.github.resilience4j.springboot.bulkhead.autoconfigure.BulkheadAutoConfiguration;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerAutoConfiguration;
import io.github.resilience4j.springboot.retry.autoconfigure.RetryAutoConfiguration;
import io.github.resiliencestarter.engines.EnginesAutoConfiguration;
import io.github.resiliencestarter.failure.FailureAutoConfiguration;
import io.github.resiliencestarter.guard.GuardAutoConfiguration;
import io.grpc.Channel;
import io.grpc.ManagedChannelBuilder;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.grpc.client.autoconfigure.CompositeChannelFactoryAutoConfiguration;
import org.springframework.boot.grpc.client.autoconfigure.GrpcClientAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.grpc.client.GrpcChannelBuilderCustomizer;
import org.springframework.grpc.client.GrpcChannelFactory;

/**
 * Application whose gRPC channels are guarded, with the starter's defaults.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({ CircuitBreakerAutoConfiguration.class, RetryAutoConfiguration.class,
		BulkheadAutoConfiguration.class, EnginesAutoConfiguration.class, FailureAutoConfiguration.class,
		GuardAutoConfiguration.class, GrpcClientGuardAutoConfiguration.class, SslAutoConfiguration.class,
		GrpcClientAutoConfiguration.class, CompositeChannelFactoryAutoConfiguration.class })
class BenchmarkApplication {

	@Bean
	<B extends ManagedChannelBuilder<B>> GrpcChannelBuilderCustomizer<B> directExecutor() {
		return (channel, builder) -> builder.directExecutor();
	}

	static ConfigurableApplicationContext run() {
		return new SpringApplicationBuilder(BenchmarkApplication.class).web(WebApplicationType.NONE)
			.properties("spring.main.banner-mode=off", "logging.level.root=warn")
			.run();
	}

	static Channel channel(ConfigurableApplicationContext context, String target) {
		return context.getBean(GrpcChannelFactory.class).createChannel(target);
	}

}
