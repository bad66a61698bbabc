package io.github.resiliencestarter.fallback;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.reactor.circuitbreaker.operator.CircuitBreakerOperator;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerAutoConfiguration;
import io.github.resilience4j.springboot.timelimiter.autoconfigure.TimeLimiterAutoConfiguration;
import io.github.resilience4j.timelimiter.TimeLimiterRegistry;
import io.github.resiliencestarter.condition.ConditionalOnResilienceEnabled;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.cloud.circuitbreaker.resilience4j.ReactiveResilience4JAutoConfiguration;
import org.springframework.cloud.circuitbreaker.resilience4j.ReactiveResilience4JCircuitBreakerFactory;
import org.springframework.cloud.circuitbreaker.resilience4j.ReactiveResilience4jBulkheadProvider;
import org.springframework.cloud.circuitbreaker.resilience4j.Resilience4JConfigurationProperties;
import org.springframework.cloud.client.ReactiveCommonsClientAutoConfiguration;
import org.springframework.cloud.client.circuitbreaker.Customizer;
import org.springframework.cloud.client.circuitbreaker.ReactiveCircuitBreakerFactory;
import org.springframework.context.annotation.Bean;

/**
 * {@link AutoConfiguration Auto-configuration} for Spring Cloud's
 * {@link ReactiveCircuitBreakerFactory}. Spring Cloud's own, which stays for the rest, is
 * not ordered after the registries of Resilience4j for Spring Boot 4, and the filter
 * {@code CircuitBreaker} of Spring Cloud Gateway would not find its factory.
 */
@AutoConfiguration(after = { CircuitBreakerAutoConfiguration.class, TimeLimiterAutoConfiguration.class },
		before = { ReactiveResilience4JAutoConfiguration.class, ReactiveCommonsClientAutoConfiguration.class },
		beforeName = "org.springframework.cloud.gateway.config.GatewayResilience4JCircuitBreakerAutoConfiguration")
@ConditionalOnResilienceEnabled
@ConditionalOnBooleanProperty(name = { "spring.cloud.circuitbreaker.resilience4j.enabled",
		"spring.cloud.circuitbreaker.resilience4j.reactive.enabled" }, matchIfMissing = true)
@ConditionalOnClass({ Mono.class, CircuitBreakerOperator.class, ReactiveResilience4JCircuitBreakerFactory.class })
@ConditionalOnBean(CircuitBreakerRegistry.class)
@EnableConfigurationProperties(Resilience4JConfigurationProperties.class)
public final class ReactiveCircuitBreakerFactoryAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(ReactiveCircuitBreakerFactory.class)
	ReactiveResilience4JCircuitBreakerFactory reactiveResilience4jCircuitBreakerFactory(
			CircuitBreakerRegistry circuitBreakers, ObjectProvider<TimeLimiterRegistry> timeLimiters,
			ObjectProvider<ReactiveResilience4jBulkheadProvider> bulkheads,
			Resilience4JConfigurationProperties properties,
			ObjectProvider<Customizer<ReactiveResilience4JCircuitBreakerFactory>> customizers) {
		ReactiveResilience4JCircuitBreakerFactory factory = new EnclosingReactiveCircuitBreakerFactory(circuitBreakers,
				timeLimiters.getIfAvailable(TimeLimiterRegistry::ofDefaults), bulkheads.getIfAvailable(), properties);
		customizers.orderedStream().forEach((customizer) -> customizer.customize(factory));
		return factory;
	}

}
