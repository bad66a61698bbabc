package io.github.resiliencestarter.recovery;

import io.github.resiliencestarter.condition.ConditionalOnResilienceEnabled;
import io.github.resiliencestarter.engines.Engines;
import io.github.resiliencestarter.engines.EnginesAutoConfiguration;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;

/**
 * {@link AutoConfiguration Auto-configuration} for circuit breakers that probe as soon as
 * their target has recovered.
 */
@AutoConfiguration(after = EnginesAutoConfiguration.class)
@ConditionalOnResilienceEnabled
@ConditionalOnBooleanProperty(name = "resilience.client.enabled", matchIfMissing = true)
@ConditionalOnBooleanProperty(name = "resilience.client.probe-on-recovery", matchIfMissing = true)
public final class RecoveryAutoConfiguration {

	@Bean
	RecoveryProbe recoveryProbe(ObjectProvider<Engines> engines) {
		return new RecoveryProbe(engines::getObject, System::nanoTime);
	}

}
