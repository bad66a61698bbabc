package io.github.resiliencestarter.defaults;

import java.util.HashMap;
import java.util.Map;

import io.github.resilience4j.common.CompositeCustomizer;
import io.github.resilience4j.common.circuitbreaker.configuration.CircuitBreakerConfigCustomizer;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerProperties;
import io.github.resilience4j.springboot.retry.autoconfigure.RetryProperties;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.env.Environment;

import org.jspecify.annotations.Nullable;

/**
 * {@link BeanPostProcessor} that makes the production defaults yield in Resilience4j's
 * properties before they are used. The user's customizers are created after the
 * properties, which they may depend on, but before the registry.
 */
final class YieldingDefaultsPostProcessor implements BeanPostProcessor {

	private final YieldingDefaults defaults;

	private final Map<String, BreakerCustomization> customizations = new HashMap<>();

	private @Nullable CircuitBreakerProperties circuitBreakers;

	YieldingDefaultsPostProcessor(Environment environment) {
		this.defaults = YieldingDefaults.in(environment);
	}

	@Override
	public synchronized Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof CircuitBreakerProperties properties) {
			this.circuitBreakers = properties;
			this.defaults.yieldIn(properties, this.customizations);
		}
		else if (bean instanceof RetryProperties properties) {
			this.defaults.yieldIn(properties);
		}
		else if (bean instanceof CompositeCustomizer<?> customizers) {
			learn(customizers);
		}
		return bean;
	}

	private void learn(CompositeCustomizer<?> customizers) {
		for (String name : customizers.instanceNames()) {
			if (customizers.getCustomizer(name).orElse(null) instanceof CircuitBreakerConfigCustomizer customizer) {
				this.customizations.put(name, BreakerCustomization.of(customizer));
			}
		}
		if (this.circuitBreakers != null && !this.customizations.isEmpty()) {
			this.defaults.yieldIn(this.circuitBreakers, this.customizations);
		}
	}

}
