package io.github.resiliencestarter.grpc.server;

import io.github.resiliencestarter.condition.ConditionalOnResilienceEnabled;
import io.grpc.BindableService;
import io.grpc.protobuf.services.HealthStatusManager;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * {@link AutoConfiguration Auto-configuration} for the readiness of the application as
 * gRPC health.
 */
@AutoConfiguration(
		beforeName = "org.springframework.boot.grpc.server.autoconfigure.health.GrpcServerHealthAutoConfiguration")
@ConditionalOnResilienceEnabled
@ConditionalOnBooleanProperty(name = "resilience.grpc.enabled", matchIfMissing = true)
@ConditionalOnBooleanProperty(name = "spring.grpc.server.enabled", matchIfMissing = true)
@ConditionalOnBooleanProperty(name = "spring.grpc.server.health.enabled", matchIfMissing = true)
@ConditionalOnClass(name = { "io.grpc.protobuf.services.HealthStatusManager",
		"org.springframework.boot.grpc.server.autoconfigure.health.GrpcServerHealthAutoConfiguration" })
@ConditionalOnBean(BindableService.class)
public final class GrpcHealthAutoConfiguration {

	// Instead of Boot's, which ends with the context: a second end would be logged as a
	// warning
	@Bean(destroyMethod = "")
	@ConditionalOnMissingBean(HealthStatusManager.class)
	HealthStatusManager grpcHealthStatusManager() {
		return new HealthStatusManager();
	}

	@Bean
	Readiness grpcReadiness(HealthStatusManager health, ApplicationContext context) {
		return new Readiness(health, context);
	}

}
