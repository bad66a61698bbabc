package io.github.resiliencestarter.defaults;

import java.util.HashSet;
import java.util.Set;

import io.github.resilience4j.common.CompositeCustomizer;
import io.github.resilience4j.common.CustomizerWithName;
import io.github.resilience4j.common.circuitbreaker.configuration.CircuitBreakerConfigCustomizer;
import io.github.resilience4j.common.retry.configuration.RetryConfigCustomizer;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerProperties;
import io.github.resilience4j.springboot.retry.autoconfigure.RetryProperties;
import io.github.resiliencestarter.engines.BaseConfigurations;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * {@link BeanPostProcessor} that makes the defaults for exceptions yield to the user's
 * settings at the same level or below, whether they are properties or customizers. A
 * customizer may need the properties, so it may become known later than they.
 */
final class FailureRulesPostProcessor implements BeanPostProcessor {

	private final Set<String> recording = new HashSet<>();

	private final Set<String> listing = new HashSet<>();

	private @Nullable CircuitBreakerProperties circuitBreakers;

	private @Nullable RetryProperties retries;

	@Override
	public synchronized Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof CircuitBreakerProperties properties) {
			this.circuitBreakers = properties;
			BreakerRules rules = new BreakerRules(BaseConfigurations.ofCircuitBreakers(properties.getConfigs()));
			rules.apply(properties.getInstances());
			rules.applyCustomized(properties.getInstances(), this.recording);
		}
		else if (bean instanceof RetryProperties properties) {
			this.retries = properties;
			RetryRules rules = new RetryRules(BaseConfigurations.ofRetries(properties.getConfigs()));
			rules.apply(properties.getInstances());
			rules.applyCustomized(properties.getInstances(), this.listing);
		}
		else if (bean instanceof CompositeCustomizer<?> customizers) {
			learn(customizers);
		}
		return bean;
	}

	private void learn(CompositeCustomizer<?> customizers) {
		for (String name : customizers.instanceNames()) {
			@Nullable CustomizerWithName customizer = customizers.getCustomizer(name).orElse(null);
			if (customizer instanceof CircuitBreakerConfigCustomizer ofBreaker
					&& CustomizedFailures.records(ofBreaker)) {
				this.recording.add(name);
			}
			else if (customizer instanceof RetryConfigCustomizer ofRetry && CustomizedFailures.lists(ofRetry)) {
				this.listing.add(name);
			}
		}
		if (this.circuitBreakers != null) {
			new BreakerRules(BaseConfigurations.ofCircuitBreakers(this.circuitBreakers.getConfigs()))
				.applyCustomized(this.circuitBreakers.getInstances(), this.recording);
		}
		if (this.retries != null) {
			new RetryRules(BaseConfigurations.ofRetries(this.retries.getConfigs()))
				.applyCustomized(this.retries.getInstances(), this.listing);
		}
	}

}
