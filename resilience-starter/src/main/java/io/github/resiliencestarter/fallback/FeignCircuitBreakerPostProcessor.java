package io.github.resiliencestarter.fallback;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.RuntimeBeanReference;
import org.springframework.cloud.openfeign.CircuitBreakerNameResolver;

/**
 * Post-processor that gives Spring Cloud's Feign clients our factory of circuit breakers,
 * and that tells the factory which client a circuit breaker is for: only the resolver of
 * names knows.
 */
class FeignCircuitBreakerPostProcessor implements BeanFactoryPostProcessor, BeanPostProcessor {

	static final String FACTORY = "fallbackFeignCircuitBreakerFactory";

	private static final String TARGETER = "circuitBreakerFeignTargeter";

	private @Nullable ConfigurableListableBeanFactory beanFactory;

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
		if (beanFactory.containsBeanDefinition(TARGETER)) {
			BeanDefinition targeter = beanFactory.getBeanDefinition(TARGETER);
			targeter.getConstructorArgumentValues().addIndexedArgumentValue(0, new RuntimeBeanReference(FACTORY));
		}
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		ConfigurableListableBeanFactory beanFactory = this.beanFactory;
		if (beanFactory == null || !(bean instanceof CircuitBreakerNameResolver resolver)) {
			return bean;
		}
		FeignCircuitBreakerFactory factory = beanFactory.getBean(FACTORY, FeignCircuitBreakerFactory.class);
		CircuitBreakerNameResolver named = (client, target, method) -> {
			String id = resolver.resolveCircuitBreakerName(client, target, method);
			factory.named(id, target);
			return id;
		};
		return named;
	}

}
