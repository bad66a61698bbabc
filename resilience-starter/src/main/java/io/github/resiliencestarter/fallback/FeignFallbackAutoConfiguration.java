package io.github.resiliencestarter.fallback;

import io.github.resilience4j.common.circuitbreaker.configuration.CommonCircuitBreakerConfigurationProperties;
import io.github.resiliencestarter.condition.ConditionalOnResilienceEnabled;
import io.github.resiliencestarter.guard.GuardAutoConfiguration;
import io.github.resiliencestarter.guard.Guards;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.cloud.client.circuitbreaker.CircuitBreakerFactory;
import org.springframework.cloud.openfeign.FeignCircuitBreaker;
import org.springframework.context.annotation.Bean;

/**
 * {@link AutoConfiguration Auto-configuration} for the fallbacks of Feign clients. With
 * {@code spring.cloud.openfeign.circuitbreaker.enabled}, Spring Cloud puts a circuit
 * breaker around each method: the call already has one. Spring Cloud's is kept for a
 * target whose calls are not guarded, and where the user has configured it by name.
 */
@AutoConfiguration(after = { GuardAutoConfiguration.class, CircuitBreakerFactoryAutoConfiguration.class })
@ConditionalOnResilienceEnabled
@ConditionalOnClass(FeignCircuitBreaker.class)
@ConditionalOnBooleanProperty("spring.cloud.openfeign.circuitbreaker.enabled")
@ConditionalOnBooleanProperty(name = { "resilience.fallback.enabled", "resilience.http.enabled" },
		matchIfMissing = true)
@ConditionalOnBean({ Guards.class, CircuitBreakerFactory.class })
public final class FeignFallbackAutoConfiguration {

	@Bean(name = FeignCircuitBreakerPostProcessor.FACTORY, autowireCandidate = false)
	FeignCircuitBreakerFactory fallbackFeignCircuitBreakerFactory(
			ObjectProvider<CircuitBreakerFactory<?, ?>> springCloud, Guards guards,
			ObjectProvider<CommonCircuitBreakerConfigurationProperties> settings) {
		return new FeignCircuitBreakerFactory(springCloud::getObject, (target) -> guards.forTarget(target) != null,
				(name) -> settings.stream().anyMatch((each) -> each.getInstances().containsKey(name)));
	}

	@Bean
	static FeignCircuitBreakerPostProcessor fallbackFeignCircuitBreakerPostProcessor() {
		return new FeignCircuitBreakerPostProcessor();
	}

}
