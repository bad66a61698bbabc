package io.github.resiliencestarter.edge;

import io.github.resiliencestarter.condition.ConditionalOnResilienceEnabled;
import io.github.resiliencestarter.deadline.DeadlineAutoConfiguration;
import io.github.resiliencestarter.deadline.DeadlineProperties;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * {@link AutoConfiguration Auto-configuration} for filters that set the deadline of each
 * incoming request and respond to expired ones.
 */
@AutoConfiguration(after = DeadlineAutoConfiguration.class)
@ConditionalOnResilienceEnabled
@ConditionalOnBooleanProperty(name = "resilience.deadline.enabled", matchIfMissing = true)
@ConditionalOnWebApplication
@EnableConfigurationProperties(DeadlineProperties.class)
public final class RequestDeadlineAutoConfiguration {

	// Inside Boot's observation filters (HIGHEST_PRECEDENCE + 1), so that a 504 is
	// counted
	static final int FILTER_ORDER = Ordered.HIGHEST_PRECEDENCE + 10;

	@Bean
	TimeoutHeaders edgeTimeoutHeaders(DeadlineProperties properties) {
		return new TimeoutHeaders(properties);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	@ConditionalOnClass(FilterRegistrationBean.class)
	static class ServletConfiguration {

		@Bean
		@ConditionalOnMissingBean(name = "deadlineFilterRegistration")
		FilterRegistrationBean<DeadlineFilter> deadlineFilterRegistration(TimeoutHeaders headers) {
			FilterRegistrationBean<DeadlineFilter> registration = new FilterRegistrationBean<>(
					new DeadlineFilter(headers, System::nanoTime));
			registration.setOrder(FILTER_ORDER);
			return registration;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	@ConditionalOnClass(WebMvcConfigurer.class)
	static class MvcConfiguration {

		@Bean
		static StreamedValues edgeStreamedValues() {
			return new StreamedValues();
		}

		@Bean
		WebMvcConfigurer edgeStreamedResponses() {
			return new WebMvcConfigurer() {

				@Override
				public void addInterceptors(InterceptorRegistry registry) {
					registry.addInterceptor(new StreamedResponses());
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
	static class ReactiveConfiguration {

		@Bean
		@ConditionalOnMissingBean(name = "deadlineWebFilter")
		DeadlineWebFilter deadlineWebFilter(TimeoutHeaders headers) {
			return new DeadlineWebFilter(headers, System::nanoTime);
		}

	}

}
