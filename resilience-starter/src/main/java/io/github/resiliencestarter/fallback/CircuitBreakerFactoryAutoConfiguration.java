package io.github.resiliencestarter.fallback;

import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.bulkhead.ThreadPoolBulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.springboot.bulkhead.autoconfigure.BulkheadAutoConfiguration;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerAutoConfiguration;
import io.github.resilience4j.springboot.timelimiter.autoconfigure.TimeLimiterAutoConfiguration;
import io.github.resilience4j.timelimiter.TimeLimiterRegistry;
import io.github.resiliencestarter.condition.ConditionalOnResilienceEnabled;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.cloud.circuitbreaker.resilience4j.Resilience4JCircuitBreakerFactory;
import org.springframework.cloud.circuitbreaker.resilience4j.Resilience4JConfigurationProperties;
import org.springframework.cloud.circuitbreaker.resilience4j.Resilience4jBulkheadProvider;
import org.springframework.cloud.client.CommonsClientAutoConfiguration;
import org.springframework.cloud.client.circuitbreaker.CircuitBreakerFactory;
import org.springframework.cloud.client.circuitbreaker.Customizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * {@link AutoConfiguration Auto-configuration} for Spring Cloud's
 * {@link CircuitBreakerFactory} over the registries of Resilience4j for Spring Boot 4:
 * the same beans under the same keys as Spring Cloud's own auto-configuration, which is
 * left out (it names a class of Resilience4j for Spring Boot 3).
 */
@AutoConfiguration(after = { BulkheadAutoConfiguration.class, CircuitBreakerAutoConfiguration.class,
		TimeLimiterAutoConfiguration.class }, before = CommonsClientAutoConfiguration.class)
@ConditionalOnResilienceEnabled
@ConditionalOnBooleanProperty(name = { "spring.cloud.circuitbreaker.resilience4j.enabled",
		"spring.cloud.circuitbreaker.resilience4j.blocking.enabled" }, matchIfMissing = true)
@ConditionalOnClass(Resilience4JCircuitBreakerFactory.class)
@ConditionalOnBean(CircuitBreakerRegistry.class)
@EnableConfigurationProperties(Resilience4JConfigurationProperties.class)
public final class CircuitBreakerFactoryAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(CircuitBreakerFactory.class)
	Resilience4JCircuitBreakerFactory resilience4jCircuitBreakerFactory(CircuitBreakerRegistry circuitBreakers,
			ObjectProvider<TimeLimiterRegistry> timeLimiters, ObjectProvider<Resilience4jBulkheadProvider> bulkheads,
			Resilience4JConfigurationProperties properties,
			ObjectProvider<Customizer<Resilience4JCircuitBreakerFactory>> customizers) {
		Resilience4JCircuitBreakerFactory factory = new EnclosingCircuitBreakerFactory(circuitBreakers,
				timeLimiters.getIfAvailable(TimeLimiterRegistry::ofDefaults), bulkheads.getIfAvailable(), properties);
		customizers.orderedStream().forEach((customizer) -> customizer.customize(factory));
		return factory;
	}

	@Bean
	@ConditionalOnBooleanProperty(name = "spring.cloud.circuitbreaker.resilience4j.micrometer.enabled",
			matchIfMissing = true)
	Customizer<Resilience4JCircuitBreakerFactory> circuitBreakerFactoryObservationCustomizer(
			ObjectProvider<ObservationRegistry> observationRegistry) {
		return (factory) -> observationRegistry.ifAvailable(factory::setObservationRegistry);
	}

	/**
	 * Bulkheads around each call of the factory, disabled by default.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty("spring.cloud.circuitbreaker.bulkhead.resilience4j.enabled")
	@ConditionalOnBean({ ThreadPoolBulkheadRegistry.class, BulkheadRegistry.class })
	static class BulkheadConfiguration {

		@Bean
		@ConditionalOnMissingBean
		Resilience4jBulkheadProvider bulkheadProvider(ThreadPoolBulkheadRegistry threadPoolBulkheads,
				BulkheadRegistry bulkheads, Resilience4JConfigurationProperties properties,
				ObjectProvider<Customizer<Resilience4jBulkheadProvider>> customizers) {
			Resilience4jBulkheadProvider provider = new Resilience4jBulkheadProvider(threadPoolBulkheads, bulkheads,
					properties);
			customizers.orderedStream().forEach((customizer) -> customizer.customize(provider));
			return provider;
		}

	}

}
