package io.github.resiliencestarter.grpc.server;

import io.github.resiliencestarter.condition.ConditionalOnResilienceEnabled;
import io.grpc.BindableService;
import io.grpc.Metadata;
import io.grpc.protobuf.StatusProto;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.grpc.client.GlobalClientInterceptor;
import org.springframework.grpc.server.GlobalServerInterceptor;
import org.springframework.grpc.server.exception.GrpcExceptionHandler;
import org.springframework.grpc.server.exception.GrpcExceptionHandlerInterceptor;

/**
 * {@link AutoConfiguration Auto-configuration} for statuses of gRPC calls that failed
 * because of a call to another service.
 */
@AutoConfiguration(beforeName = "org.springframework.boot.grpc.server.autoconfigure.GrpcServerAutoConfiguration")
@ConditionalOnResilienceEnabled
@ConditionalOnBooleanProperty(name = "resilience.grpc.enabled", matchIfMissing = true)
@ConditionalOnBooleanProperty(name = "spring.grpc.server.enabled", matchIfMissing = true)
@ConditionalOnClass(name = { "io.grpc.BindableService", "org.springframework.grpc.server.GlobalServerInterceptor",
		"org.springframework.boot.grpc.server.autoconfigure.GrpcServerAutoConfiguration" })
@ConditionalOnBean(BindableService.class)
public final class GrpcFailureAutoConfiguration {

	@Bean
	@Order(Ordered.LOWEST_PRECEDENCE)
	RejectedCallHandler grpcRejectedCallHandler(ObjectProvider<RejectionTrailers> trailers) {
		return new RejectedCallHandler(trailers.getIfAvailable(() -> (rejection, status) -> new Metadata()));
	}

	@Bean
	@GlobalServerInterceptor
	@ConditionalOnMissingBean(GrpcExceptionHandlerInterceptor.class)
	FailureInterceptor grpcFailureInterceptor(ObjectProvider<GrpcExceptionHandler> handlers,
			RejectedCallHandler rejections) {
		return new FailureInterceptor(handlers.orderedStream().filter((handler) -> handler != rejections).toList(),
				rejections);
	}

	@Bean
	@GlobalClientInterceptor
	FailedCallInterceptor grpcFailedCallInterceptor() {
		return new FailedCallInterceptor();
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(StatusProto.class)
	static class ErrorDetailsConfiguration {

		@Bean
		RejectionDetails grpcRejectionDetails() {
			return new RejectionDetails();
		}

	}

}
