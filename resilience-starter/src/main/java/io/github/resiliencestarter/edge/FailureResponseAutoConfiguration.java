package io.github.resiliencestarter.edge;

import io.github.resiliencestarter.condition.ConditionalOnResilienceEnabled;
import io.github.resiliencestarter.deadline.DeadlineProperties;
import io.github.resiliencestarter.guard.GuardAutoConfiguration;
import io.github.resiliencestarter.guard.Guards;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.HandlerAdapter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * {@link AutoConfiguration Auto-configuration} for responses to requests that failed
 * because of a call to another service.
 */
@AutoConfiguration(after = GuardAutoConfiguration.class)
@ConditionalOnResilienceEnabled
@ConditionalOnBooleanProperty(name = "resilience.http.enabled", matchIfMissing = true)
@ConditionalOnBean(Guards.class)
@ConditionalOnWebApplication
@EnableConfigurationProperties(DeadlineProperties.class)
public final class FailureResponseAutoConfiguration {

	@Bean
	FailedDependencyHeader edgeFailedDependencyHeader(DeadlineProperties deadline) {
		return new FailedDependencyHeader(deadline);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	@ConditionalOnClass(HandlerExceptionResolver.class)
	static class MvcConfiguration {

		@Bean
		RejectedCallAdvice edgeRejectedCallAdvice() {
			return new RejectedCallAdvice();
		}

		@Bean
		RequestPrincipals edgeRequestPrincipals() {
			return new RequestPrincipals();
		}

		@Bean
		FailedDependencyResolver edgeFailedDependencyResolver(FailedDependencyHeader header) {
			return new FailedDependencyResolver(header);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
	@ConditionalOnClass(HandlerAdapter.class)
	static class WebFluxConfiguration {

		@Bean
		RejectedCallWebFluxAdvice edgeRejectedCallAdvice(FailedDependencyHeader header) {
			return new RejectedCallWebFluxAdvice(header);
		}

		@Bean
		FailedDependencyAdapter edgeFailedDependencyAdapter(FailedDependencyHeader header,
				ObjectProvider<HandlerAdapter> adapters) {
			return new FailedDependencyAdapter(header, adapters);
		}

	}

}
