package io.github.resiliencestarter.grpc.server;

import io.github.resiliencestarter.condition.ConditionalOnResilienceEnabled;
import io.github.resiliencestarter.registration.NetworkGrpcServer;
import io.github.resiliencestarter.registration.NetworkGrpcServer.GrpcEndpoint;
import io.github.resiliencestarter.registration.RegistrationAutoConfiguration;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.grpc.server.autoconfigure.GrpcServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycle;

/**
 * {@link AutoConfiguration Auto-configuration} for the registration of the gRPC server.
 */
@AutoConfiguration(after = GrpcHealthAutoConfiguration.class, before = RegistrationAutoConfiguration.class,
		afterName = "org.springframework.boot.grpc.server.autoconfigure.GrpcServerAutoConfiguration")
@ConditionalOnResilienceEnabled
@ConditionalOnBooleanProperty(name = "resilience.grpc.enabled", matchIfMissing = true)
@ConditionalOnClass(name = { "io.grpc.BindableService", "org.springframework.grpc.server.lifecycle.GrpcServerLifecycle",
		"org.springframework.boot.grpc.server.autoconfigure.GrpcServerAutoConfiguration" })
public final class GrpcRegistrationAutoConfiguration {

	private static @Nullable String name(ObjectProvider<ServedHealth> health) {
		ServedHealth served = health.getIfAvailable();
		return (served != null) ? served.name() : null;
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBean(type = "org.springframework.boot.grpc.server.GrpcServletRegistration")
	static class ServletConfiguration {

		@Bean
		@ConditionalOnMissingBean
		NetworkGrpcServer grpcNetworkServer() {
			return () -> new GrpcEndpoint(null, false, null);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBean(GrpcServerLifecycle.class)
	static class LifecycleConfiguration {

		@Bean
		@ConditionalOnMissingBean(NetworkGrpcServer.class)
		ListeningServer grpcListeningServer(ObjectProvider<GrpcServerLifecycle> lifecycles,
				ObjectProvider<GrpcServerProperties> properties, ObjectProvider<ServedHealth> health) {
			GrpcServerProperties server = properties.getIfAvailable();
			return new ListeningServer(lifecycles, server != null && isSecure(server.getSsl()), name(health));
		}

		private static boolean isSecure(GrpcServerProperties.Ssl ssl) {
			return (ssl.getEnabled() != null) ? ssl.getEnabled() : ssl.getBundle() != null;
		}

	}

}
