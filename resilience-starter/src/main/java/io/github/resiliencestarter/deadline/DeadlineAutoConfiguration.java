package io.github.resiliencestarter.deadline;

import io.github.resiliencestarter.condition.ConditionalOnResilienceEnabled;
import io.micrometer.context.ContextRegistry;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * {@link AutoConfiguration Auto-configuration} for the propagation of deadlines between
 * threads.
 */
@AutoConfiguration
@ConditionalOnResilienceEnabled
@ConditionalOnBooleanProperty(name = "resilience.deadline.enabled", matchIfMissing = true)
@EnableConfigurationProperties(DeadlineProperties.class)
public final class DeadlineAutoConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ContextRegistry.class)
	static class PropagationConfiguration {

		@Bean
		SmartInitializingSingleton deadlineThreadLocalRegistration() {
			return () -> ContextRegistry.getInstance().registerThreadLocalAccessor(new DeadlineThreadLocalAccessor());
		}

	}

}
