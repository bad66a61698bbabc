package io.github.resiliencestarter.annotation;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.github.resilience4j.spring6.bulkhead.configure.BulkheadAspect;
import io.github.resilience4j.spring6.circuitbreaker.configure.CircuitBreakerAspect;
import io.github.resilience4j.spring6.ratelimiter.configure.RateLimiterAspect;
import io.github.resilience4j.spring6.retry.configure.RetryAspect;
import io.github.resilience4j.spring6.timelimiter.configure.TimeLimiterAspect;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;

/**
 * Removes the aspects that Resilience4j auto-configures when AspectJ is on the classpath,
 * so that annotations are not applied twice. An aspect defined by the user stays and
 * handles its stage.
 */
class Resilience4jAspects implements BeanDefinitionRegistryPostProcessor {

	private static final String AUTO_CONFIGURATIONS = "io.github.resilience4j.springboot.";

	private static final Map<Class<?>, Set<Stage>> ASPECTS = Map.of(RetryAspect.class, Set.of(Stage.RETRY),
			CircuitBreakerAspect.class, Set.of(Stage.CIRCUIT_BREAKER), RateLimiterAspect.class,
			Set.of(Stage.RATE_LIMITER), TimeLimiterAspect.class, Set.of(Stage.TIME_LIMITER), BulkheadAspect.class,
			Set.of(Stage.BULKHEAD, Stage.THREAD_POOL_BULKHEAD));

	@Override
	public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
		if (registry instanceof ListableBeanFactory beanFactory) {
			for (String name : names(beanFactory)) {
				if (isAutoConfigured(registry.getBeanDefinition(name))) {
					registry.removeBeanDefinition(name);
				}
			}
		}
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
	}

	private static List<String> names(ListableBeanFactory beanFactory) {
		return ASPECTS.keySet().stream().flatMap((type) -> Stream.of(names(beanFactory, type))).toList();
	}

	private static String[] names(ListableBeanFactory beanFactory, Class<?> type) {
		return beanFactory.getBeanNamesForType(type, true, false);
	}

	private static boolean isAutoConfigured(BeanDefinition definition) {
		String factory = definition.getFactoryBeanName();
		return factory != null && factory.startsWith(AUTO_CONFIGURATIONS);
	}

	/**
	 * Return the stages that are left to aspects of the user.
	 */
	static Set<Stage> leftToTheUser(ListableBeanFactory beanFactory) {
		Set<Stage> stages = EnumSet.noneOf(Stage.class);
		ASPECTS.forEach((type, ofAspect) -> {
			if (names(beanFactory, type).length > 0) {
				stages.addAll(ofAspect);
			}
		});
		return stages;
	}

}
