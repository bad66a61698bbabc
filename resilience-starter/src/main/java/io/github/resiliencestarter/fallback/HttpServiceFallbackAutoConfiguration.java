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
 * {@link HttpServiceFallback} without the circuit breaker that Spring Cloud adds around
 * each HTTP interface: the call already has one, and would count twice. Backs off if
 * {@code spring.cloud.circuitbreaker.http-services.enabled} enables Spring Cloud's.
 */
@AutoConfiguration(after = CommonsClientAutoConfiguration.class)
@ConditionalOnClass(CircuitBreakerRestClientHttpServiceGroupConfigurer.class)
@ConditionalOnResilienceEnabled
@ConditionalOnBooleanProperty(name = "resilience.fallback.enabled", matchIfMissing = true)
public final class HttpServiceFallbackAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	CircuitBreakerRestClientHttpServiceGroupConfigurer httpServiceFallbackRestClientConfigurer() {
		return new CircuitBreakerRestClientHttpServiceGroupConfigurer(new FallbackOnlyCircuitBreakerFactory());
	}

	/**
	 * Configuration for HTTP interfaces based on WebClient.
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
