package io.github.resiliencestarter.guard;

import io.github.resilience4j.spring6.spelresolver.SpelResolver;
import io.github.resilience4j.springboot.bulkhead.autoconfigure.BulkheadAutoConfiguration;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerAutoConfiguration;
import io.github.resilience4j.springboot.retry.autoconfigure.RetryAutoConfiguration;
import io.github.resiliencestarter.condition.ConditionalOnResilienceEnabled;
import io.github.resiliencestarter.engines.Engines;
import io.github.resiliencestarter.engines.EnginesAutoConfiguration;
import io.github.resiliencestarter.failure.HttpJudge;
import org.aspectj.weaver.Advice;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration for guarded calls.
 */
@AutoConfiguration(after = { BulkheadAutoConfiguration.class, CircuitBreakerAutoConfiguration.class,
		RetryAutoConfiguration.class, EnginesAutoConfiguration.class })
@ConditionalOnResilienceEnabled
@ConditionalOnBooleanProperty(name = "resilience.client.enabled", matchIfMissing = true)
@EnableConfigurationProperties(ClientProperties.class)
public final class GuardAutoConfiguration {

	@Bean
	GuardTargets guardTargets(Environment environment, ClientProperties properties,
			ObjectProvider<GuardSettingsCustomizer> customizers) {
		return new GuardTargets(environment, properties, customizers.orderedStream().toList());
	}

	@Bean
	Guards guards(GuardTargets targets, Engines engines, ObjectProvider<GuardListener> listeners,
			ClientProperties properties, ObjectProvider<HttpJudge> judge) {
		return new Guards(targets::apply, engines, new GuardListeners(listeners.orderedStream().toList()),
				GuardTime.system(), properties.maxTargets())
			.judgedBy(judge.getIfAvailable(HttpJudge::standard));
	}

	@Bean
	LiveGuards liveGuards(GuardTargets targets, Guards guards) {
		return new LiveGuards(targets, guards);
	}

	// Creates the breaker, the retry and the meters before the first call
	@Bean
	SmartInitializingSingleton guardsOfConfiguredTargets(GuardTargets targets, Guards guards) {
		return () -> targets.names().forEach(guards::forTarget);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Advice.class, SpelResolver.class })
	@ConditionalOnBooleanProperty(name = "resilience.annotation.enabled", havingValue = false)
	static class Resilience4jAspectsConfiguration {

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static EnclosingAdvisor guardEnclosingAdvisor(ObjectProvider<SpelResolver> names) {
			return new EnclosingAdvisor(names);
		}

	}

}
