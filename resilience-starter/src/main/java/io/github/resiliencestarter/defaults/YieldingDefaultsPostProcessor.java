package io.github.resiliencestarter.defaults;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import io.github.resilience4j.common.CompositeCustomizer;
import io.github.resilience4j.common.circuitbreaker.configuration.CircuitBreakerConfigCustomizer;
import io.github.resilience4j.common.retry.configuration.RetryConfigCustomizer;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerProperties;
import io.github.resilience4j.springboot.retry.autoconfigure.RetryProperties;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.env.Environment;

/**
 * {@link BeanPostProcessor} that makes the production defaults yield in Resilience4j's
 * properties before they are used. The user's customizers are created after the
 * properties, which they may depend on, but before the registry.
 */
final class YieldingDefaultsPostProcessor implements BeanPostProcessor {

	private final YieldingDefaults defaults;

	private final Map<String, BreakerCustomization> customizations = new HashMap<>();

	private final Set<String> customizedWaits = new HashSet<>();

	private final Set<String> usersWaits = new HashSet<>();

	private @Nullable CircuitBreakerProperties circuitBreakers;

	private @Nullable RetryProperties retries;

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
			this.retries = properties;
			this.usersWaits.clear();
			this.usersWaits.addAll(this.defaults.usersWaits(properties));
			this.defaults.yieldIn(properties);
			yieldToCustomizedWaits(properties);
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
			else if (customizers.getCustomizer(name).orElse(null) instanceof RetryConfigCustomizer customizer
					&& RetrySettings.setsWait(customizer)) {
				this.customizedWaits.add(name);
			}
		}
		if (this.circuitBreakers != null && !this.customizations.isEmpty()) {
			this.defaults.yieldIn(this.circuitBreakers, this.customizations);
		}
		if (this.retries != null) {
			yieldToCustomizedWaits(this.retries);
		}
	}

	private void yieldToCustomizedWaits(RetryProperties properties) {
		for (String name : this.customizedWaits) {
			if (!this.usersWaits.contains(name)) {
				properties.getConfigs().computeIfPresent(name, (key, own) -> RetrySettings.withoutWait(own));
			}
		}
	}

}
