package io.github.resiliencestarter.annotation;

import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;

import io.github.resilience4j.core.ContextAwareScheduledThreadPoolExecutor;
import io.github.resilience4j.spring6.spelresolver.SpelResolver;
import io.github.resilience4j.springboot.bulkhead.autoconfigure.BulkheadAutoConfiguration;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerAutoConfiguration;
import io.github.resilience4j.springboot.ratelimiter.autoconfigure.RateLimiterAutoConfiguration;
import io.github.resilience4j.springboot.retry.autoconfigure.RetryAutoConfiguration;
import io.github.resilience4j.springboot.timelimiter.autoconfigure.TimeLimiterAutoConfiguration;
import io.github.resiliencestarter.condition.ConditionalOnResilienceEnabled;
import io.github.resiliencestarter.engines.Engines;
import io.github.resiliencestarter.engines.EnginesAutoConfiguration;
import io.github.resiliencestarter.threads.ResilienceThreads;
import io.github.resiliencestarter.threads.ThreadsConfiguration;
import io.micrometer.context.ContextSnapshotFactory;
import org.aspectj.lang.ProceedingJoinPoint;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;
import org.springframework.core.task.TaskDecorator;
import org.springframework.core.task.support.CompositeTaskDecorator;
import org.springframework.util.function.SingletonSupplier;

/**
 * {@link AutoConfiguration Auto-configuration} for methods with Resilience4j's
 * annotations: they run as one composed call instead of through Resilience4j's aspects,
 * need no AspectJ, and their instances are registered at startup.
 */
@AutoConfiguration(after = { BulkheadAutoConfiguration.class, CircuitBreakerAutoConfiguration.class,
		RateLimiterAutoConfiguration.class, RetryAutoConfiguration.class, TimeLimiterAutoConfiguration.class,
		EnginesAutoConfiguration.class })
@ConditionalOnResilienceEnabled
@ConditionalOnBooleanProperty(name = "resilience.annotation.enabled", matchIfMissing = true)
@EnableConfigurationProperties(AnnotationProperties.class)
@ConditionalOnBean(SpelResolver.class)
@Import({ LayerKinds.class, FallbackFinder.class, AutoProxyRegistrar.class, ThreadsConfiguration.class })
public final class AnnotationAutoConfiguration {

	@Bean
	AnnotatedInstances annotatedInstances(ConfigurableListableBeanFactory beanFactory, Engines engines,
			AnnotatedNames names) {
		return new AnnotatedInstances(beanFactory, engines, names);
	}

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	FallbackResolver annotationFallbackResolver(ConfigurableListableBeanFactory beanFactory) {
		return new FallbackResolver((name) -> BeanTypes.ofBean(beanFactory, name));
	}

	@Bean
	AnnotatedNames annotatedNames(SpelResolver resolver, ConfigurableListableBeanFactory beanFactory) {
		return new AnnotatedNames(resolver, beanFactory);
	}

	@Bean
	AnnotationThreads annotationThreads(ContextCarrier carrier, AnnotationProperties properties,
			ResilienceThreads threads, ObjectProvider<TaskDecorator> decorators,
			ObjectProvider<ContextAwareScheduledThreadPoolExecutor> scheduler) {
		Executor workers = threads.limited(properties.maxThreads(),
				"All " + properties.maxThreads()
						+ " threads for methods with @TimeLimiter are busy; set resilience.annotation.max-threads or "
						+ "spring.threads.virtual.enabled if that is too few");
		ScheduledExecutorService ofTheUser = scheduler.getIfAvailable();
		return new AnnotationThreads(decorated(carrier, decorators.orderedStream().toList()), workers,
				(ofTheUser != null) ? () -> ofTheUser : threads::scheduler);
	}

	private static ContextCarrier decorated(ContextCarrier carrier, List<TaskDecorator> decorators) {
		return decorators.isEmpty() ? carrier : new DecoratingCarrier(carrier, new CompositeTaskDecorator(decorators));
	}

	@Bean
	Composer annotationComposer(LayerKinds kinds, FallbackFinder fallbacks, AnnotationProperties properties,
			Environment environment, ObjectProvider<UserAspects> aspects) {
		Set<Stage> leftOut = aspects.stream().findFirst().map(UserAspects::stages).orElseGet(Set::of);
		return new Composer(kinds, new StageOrder(environment), properties.fallbackPlacement(), fallbacks, leftOut);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static AnnotationAdvisor annotationAdvisor(Environment environment, ObjectProvider<Composer> composer,
			ObjectProvider<AnnotatedNames> names, ObjectProvider<Engines> engines) {
		return new AnnotationAdvisor(new StageOrder(environment).outermost(),
				SingletonSupplier.of(() -> methods(composer.getObject(), names.getObject(), engines.getObject())));
	}

	private static Function<MethodSpec, ComposedMethod> methods(Composer composer, AnnotatedNames names,
			Engines engines) {
		return (spec) -> new ComposedMethod(spec, composer, names, engines);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ContextSnapshotFactory.class)
	static class SnapshotConfiguration {

		@Bean
		SnapshotCarrier annotationContextCarrier() {
			return new SnapshotCarrier();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingClass("io.micrometer.context.ContextSnapshotFactory")
	static class CarrierConfiguration {

		@Bean
		ContextCarrier annotationContextCarrier() {
			return new ContextCarrier();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingClass("org.aspectj.lang.ProceedingJoinPoint")
	static class ExtensionsConfiguration {

		@Bean
		UserExtensions annotationUserExtensions(BeanFactory beanFactory) {
			return new UserExtensions(beanFactory);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ProceedingJoinPoint.class)
	static class Resilience4jAspectsConfiguration {

		@Bean
		static Resilience4jAspects annotationResilience4jAspects() {
			return new Resilience4jAspects();
		}

		@Bean
		AspectExtensions annotationUserExtensions(BeanFactory beanFactory, Engines engines) {
			return new AspectExtensions(beanFactory, engines);
		}

		@Bean
		UserAspects annotationUserAspects(ListableBeanFactory beanFactory) {
			return new UserAspects(Resilience4jAspects.leftToTheUser(beanFactory));
		}

	}

	/**
	 * Stages that are left to aspects of the user.
	 *
	 * @param stages the stages
	 */
	record UserAspects(Set<Stage> stages) {

	}

}
