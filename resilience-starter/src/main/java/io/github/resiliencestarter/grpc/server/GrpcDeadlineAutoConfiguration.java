package io.github.resiliencestarter.grpc.server;

import io.github.resiliencestarter.condition.ConditionalOnResilienceEnabled;
import io.github.resiliencestarter.deadline.DeadlineAutoConfiguration;
import io.github.resiliencestarter.deadline.DeadlineProperties;
import io.grpc.BindableService;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.grpc.server.GlobalServerInterceptor;

/**
 * {@link AutoConfiguration Auto-configuration} for the deadlines of incoming gRPC calls.
 */
@AutoConfiguration(after = DeadlineAutoConfiguration.class,
		beforeName = "org.springframework.boot.grpc.server.autoconfigure.GrpcServerAutoConfiguration")
@ConditionalOnResilienceEnabled
@ConditionalOnBooleanProperty(name = "resilience.grpc.enabled", matchIfMissing = true)
@ConditionalOnBooleanProperty(name = "resilience.deadline.enabled", matchIfMissing = true)
@ConditionalOnClass(name = { "io.grpc.BindableService", "org.springframework.grpc.server.GlobalServerInterceptor",
		"org.springframework.boot.grpc.server.autoconfigure.GrpcServerAutoConfiguration" })
@ConditionalOnBean(BindableService.class)
@EnableConfigurationProperties(DeadlineProperties.class)
public final class GrpcDeadlineAutoConfiguration {

	// Inside Boot's observation (0), so that an expired call is counted; outside of the
	// user's interceptors
	private static final int INTERCEPTOR_ORDER = 1;

	@Bean
	@Order(INTERCEPTOR_ORDER)
	@GlobalServerInterceptor
	DeadlineInterceptor grpcDeadlineInterceptor(DeadlineProperties properties) {
		return new DeadlineInterceptor(new ReceivedDeadlines(properties, System::nanoTime));
	}

}
