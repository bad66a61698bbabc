package io.github.resiliencestarter.failure;

import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerProperties;
import io.github.resilience4j.springboot.retry.autoconfigure.RetryProperties;

import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * {@link BeanPostProcessor} that makes our defaults for exceptions back off from the
 * user's settings at the same level or below.
 */
final class FailureRulesPostProcessor implements BeanPostProcessor {

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof CircuitBreakerProperties properties) {
			new BreakerRules(properties.getConfigs()).apply(properties.getInstances());
		}
		else if (bean instanceof RetryProperties properties) {
			new RetryRules(properties.getConfigs()).apply(properties.getInstances());
		}
		return bean;
	}

}
