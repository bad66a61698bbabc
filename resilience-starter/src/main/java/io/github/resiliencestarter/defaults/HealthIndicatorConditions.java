package io.github.resiliencestarter.defaults;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.boot.health.actuate.endpoint.StatusAggregator;

/**
 * {@link BeanDefinitionRegistryPostProcessor} that removes Resilience4j's health
 * indicator, which the defaults enable, if its dependencies are missing: the health
 * endpoint or Resilience4j's circuit breakers.
 */
final class HealthIndicatorConditions implements BeanDefinitionRegistryPostProcessor {

	private static final String INDICATOR = "circuitBreakersHealthIndicator";

	@Override
	public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
		if (registry instanceof ConfigurableListableBeanFactory beanFactory && isResilience4js(registry)
				&& (isMissing(beanFactory, StatusAggregator.class)
						|| isMissing(beanFactory, CircuitBreakerRegistry.class))) {
			registry.removeBeanDefinition(INDICATOR);
		}
	}

	private static boolean isResilience4js(BeanDefinitionRegistry registry) {
		if (!registry.containsBeanDefinition(INDICATOR)) {
			return false;
		}
		String factory = registry.getBeanDefinition(INDICATOR).getFactoryBeanName();
		return factory != null && factory.startsWith("io.github.resilience4j.");
	}

	private static boolean isMissing(ConfigurableListableBeanFactory beanFactory, Class<?> type) {
		return beanFactory.getBeanNamesForType(type, true, false).length == 0;
	}

}
