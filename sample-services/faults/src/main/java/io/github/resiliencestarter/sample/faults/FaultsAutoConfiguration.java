package io.github.resiliencestarter.sample.faults;

import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.grpc.ServerInterceptor;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.grpc.server.GlobalServerInterceptor;

/**
 * Auto-configuration for fault injection into a sample service. Enabled if there is a
 * token.
 */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnProperty("sample.faults.token")
@EnableConfigurationProperties(FaultProperties.class)
public final class FaultsAutoConfiguration {

	/** After Boot's filter that measures requests: an injected fault has to be seen. */
	private static final int FILTER_ORDER = Ordered.HIGHEST_PRECEDENCE + 10;

	/** After Boot's interceptor that measures calls (0), for the same reason. */
	private static final int INTERCEPTOR_ORDER = 1;

	@Bean
	FaultSwitch faultSwitch() {
		return new FaultSwitch((task,
				delay) -> CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS).execute(task),
				System::nanoTime);
	}

	@Bean
	FilterRegistrationBean<FaultFilter> faultFilter(FaultSwitch faultSwitch) {
		FilterRegistrationBean<FaultFilter> registration = new FilterRegistrationBean<>(
				new FaultFilter(faultSwitch, new Random()));
		registration.setOrder(FILTER_ORDER);
		return registration;
	}

	@Bean
	FaultyRequests faultyRequests(FaultSwitch faultSwitch) {
		return new FaultyRequests(faultSwitch, new Random());
	}

	@Bean
	FaultController faultController(FaultSwitch faultSwitch, FaultProperties properties) {
		return new FaultController(faultSwitch, properties.token());
	}

	/**
	 * Faults of gRPC calls.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ ServerInterceptor.class, GlobalServerInterceptor.class })
	static class GrpcConfiguration {

		@Bean
		@Order(INTERCEPTOR_ORDER)
		@GlobalServerInterceptor
		FaultInterceptor faultInterceptor(FaultSwitch faultSwitch) {
			return new FaultInterceptor(faultSwitch, new Random());
		}

	}

}
