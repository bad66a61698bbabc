package io.github.resiliencestarter.recovery;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * {@link AutoConfiguration Auto-configuration} for circuit breakers that probe as soon as
 * their target has recovered.
 */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "resilience.enabled", matchIfMissing = true)
@ConditionalOnBooleanProperty(name = "resilience.client.enabled", matchIfMissing = true)
@ConditionalOnBooleanProperty(name = "resilience.client.probe-on-recovery", matchIfMissing = true)
public final class RecoveryAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	RecoveryProbe recoveryProbe(ObjectProvider<CircuitBreakerRegistry> breakers) {
		return new RecoveryProbe(breakers::getIfAvailable, System::nanoTime);
	}

}
