package io.github.resiliencestarter.defaults;

import java.util.Map;

import io.github.resilience4j.common.retry.configuration.CommonRetryConfigurationProperties.InstanceProperties;
import io.github.resilience4j.springboot.retry.autoconfigure.RetryProperties;

import org.springframework.beans.factory.config.BeanPostProcessor;

import org.jspecify.annotations.Nullable;

/**
 * {@link BeanPostProcessor} that hands the jitter of the base or default configuration
 * down to a retry instance: Resilience4j hands down every other part of the wait, so that
 * an instance with a {@code wait-duration} of its own would lose the full jitter.
 */
final class RetryJitterPostProcessor implements BeanPostProcessor {

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof RetryProperties properties) {
			Map<String, InstanceProperties> configs = properties.getConfigs();
			configs.values().forEach((config) -> inherit(config, configs.get("default")));
			properties.getInstances().values().forEach((instance) -> inherit(instance, configs.get(base(instance))));
		}
		return bean;
	}

	private static String base(InstanceProperties instance) {
		String base = instance.getBaseConfig();
		return (base != null && !base.isEmpty()) ? base : "default";
	}

	private static void inherit(InstanceProperties to, @Nullable InstanceProperties from) {
		if (to.getRandomizedWaitFactor() == null && from != null && from.getRandomizedWaitFactor() != null) {
			to.setRandomizedWaitFactor(from.getRandomizedWaitFactor());
		}
	}

}
