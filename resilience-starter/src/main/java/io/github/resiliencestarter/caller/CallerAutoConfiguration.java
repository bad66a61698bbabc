package io.github.resiliencestarter.caller;

import java.util.Objects;

import io.github.resiliencestarter.condition.ConditionalOnResilienceEnabled;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.cloud.client.loadbalancer.LoadBalancerRequestTransformer;
import org.springframework.cloud.client.loadbalancer.reactive.LoadBalancerClientRequestTransformer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * {@link AutoConfiguration Auto-configuration} for the limit of each caller, and for the
 * header that identifies callers. Both are disabled unless the settings enable them.
 */
@AutoConfiguration
@ConditionalOnResilienceEnabled
@EnableConfigurationProperties(CallerProperties.class)
public final class CallerAutoConfiguration {

	// Inside Spring Security's filters (-100), which know the principal
	static final int FILTER_ORDER = -90;

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(name = "resilience.caller.limit.limit-for-period")
	@ConditionalOnWebApplication
	static class LimitConfiguration {

		@Bean
		CallerLimits callerLimits(CallerProperties properties, ObjectProvider<CallerLimitListener> listeners) {
			return new CallerLimits(properties.limit(), Objects.requireNonNull(properties.limit().limitForPeriod()),
					listeners.orderedStream().toList(), System::nanoTime);
		}

		@Configuration(proxyBeanMethods = false)
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
		@ConditionalOnClass(FilterRegistrationBean.class)
		static class ServletConfiguration {

			@Bean
			FilterRegistrationBean<CallerLimitFilter> callerLimitFilterRegistration(CallerProperties properties,
					CallerLimits limits) {
				FilterRegistrationBean<CallerLimitFilter> registration = new FilterRegistrationBean<>(
						new CallerLimitFilter(properties.header(), limits));
				registration.setOrder(FILTER_ORDER);
				return registration;
			}

		}

		@Configuration(proxyBeanMethods = false)
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
		static class ReactiveConfiguration {

			@Bean
			CallerLimitWebFilter callerLimitWebFilter(CallerProperties properties, CallerLimits limits) {
				return new CallerLimitWebFilter(properties.header(), limits);
			}

		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty("resilience.caller.send")
	static class HeaderConfiguration {

		@Configuration(proxyBeanMethods = false)
		@ConditionalOnClass({ LoadBalancerRequestTransformer.class, RestClient.class })
		static class BlockingConfiguration {

			@Bean
			LoadBalancerRequestTransformer callerHeaderRequestTransformer(CallerProperties properties,
					Environment environment) {
				String application = application(environment);
				return (request, instance) -> {
					if (!application.isEmpty()) {
						request.getHeaders().set(properties.header(), application);
					}
					return request;
				};
			}

		}

		@Configuration(proxyBeanMethods = false)
		@ConditionalOnClass({ LoadBalancerClientRequestTransformer.class, WebClient.class })
		static class ReactiveConfiguration {

			@Bean
			LoadBalancerClientRequestTransformer callerHeaderClientRequestTransformer(CallerProperties properties,
					Environment environment) {
				String application = application(environment);
				return (request, instance) -> application.isEmpty() ? request
						: ClientRequest.from(request)
							.headers((headers) -> headers.set(properties.header(), application))
							.build();
			}

		}

		private static String application(Environment environment) {
			return StringUtils.trimAllWhitespace(environment.getProperty("spring.application.name", ""));
		}

	}

}
