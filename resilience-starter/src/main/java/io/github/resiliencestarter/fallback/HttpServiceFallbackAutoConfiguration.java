package io.github.resiliencestarter.fallback;

import io.github.resiliencestarter.condition.ConditionalOnResilienceEnabled;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.cloud.client.CommonsClientAutoConfiguration;
import org.springframework.cloud.client.circuitbreaker.httpservice.CircuitBreakerRestClientHttpServiceGroupConfigurer;
import org.springframework.cloud.client.circuitbreaker.httpservice.CircuitBreakerWebClientHttpServiceGroupConfigurer;
import org.springframework.cloud.client.circuitbreaker.httpservice.HttpServiceFallback;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.client.support.WebClientHttpServiceGroupConfigurer;

/**
 * {@link AutoConfiguration Auto-configuration} for Spring Cloud's
 * {@link HttpServiceFallback} without the circuit breaker that Spring Cloud puts around
 * each HTTP interface: the call has its own already, and would count twice. Backs off
 * where {@code spring.cloud.circuitbreaker.http-services.enabled} brings Spring Cloud's
 * back.
 */
@AutoConfiguration(after = CommonsClientAutoConfiguration.class)
@ConditionalOnResilienceEnabled
@ConditionalOnBooleanProperty(name = "resilience.fallback.enabled", matchIfMissing = true)
public final class HttpServiceFallbackAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	CircuitBreakerRestClientHttpServiceGroupConfigurer httpServiceFallbackRestClientConfigurer() {
		return new CircuitBreakerRestClientHttpServiceGroupConfigurer(new FallbackOnlyCircuitBreakerFactory());
	}

	/**
	 * The same for HTTP interfaces over WebClient.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(WebClientHttpServiceGroupConfigurer.class)
	static class WebClientConfiguration {

		@Bean
		@ConditionalOnMissingBean
		CircuitBreakerWebClientHttpServiceGroupConfigurer httpServiceFallbackWebClientConfigurer() {
			return new CircuitBreakerWebClientHttpServiceGroupConfigurer(
					new FallbackOnlyReactiveCircuitBreakerFactory(), new FallbackOnlyCircuitBreakerFactory());
		}

	}

}
