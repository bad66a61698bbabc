package io.github.resiliencestarter.engines;

import java.time.Duration;

import io.github.resiliencestarter.condition.ConditionalOnResilienceEnabled;
import io.github.resiliencestarter.targets.InstanceConfigurationsSource;
import io.github.resiliencestarter.threads.ResilienceThreads;
import io.github.resiliencestarter.threads.ThreadsConfiguration;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.cloud.context.scope.refresh.RefreshScopeRefreshedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Role;

/**
 * {@link AutoConfiguration Auto-configuration} for the access to Resilience4j's engines,
 * and for what observes them even if the starter does not use them.
 */
@AutoConfiguration
@ConditionalOnResilienceEnabled
@Import(ThreadsConfiguration.class)
public final class EnginesAutoConfiguration {

	private static final Duration PAUSE = Duration.ofSeconds(1);

	@Bean
	Engines engines(BeanFactory beanFactory, DeferredTasks tasks) {
		return new Engines(beanFactory, tasks);
	}

	@Bean
	DeferredTasks engineDeferredTasks(ResilienceThreads threads) {
		return new DeferredTasks(threads, PAUSE);
	}

	@Bean
	RegistryConsumers registryConsumers(ConfigurableListableBeanFactory beanFactory) {
		return new RegistryConsumers(beanFactory);
	}

	@Bean
	HeldStates heldStates() {
		return new HeldStates();
	}

	@Bean
	StateChangeLog stateChangeLog() {
		return new StateChangeLog();
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static BulkheadThreads bulkheadThreads() {
		return new BulkheadThreads();
	}

	@Bean
	static PerInstanceRegistriesPostProcessor perInstanceRegistriesPostProcessor(
			ObjectProvider<InstanceConfigurationsSource> source) {
		return new PerInstanceRegistriesPostProcessor(source);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(RefreshScopeRefreshedEvent.class)
	static class RefreshConfiguration {

		// Without our reconfiguration, Resilience4j's registries are refresh-scoped: a
		// refresh replaces them with all their engines
		@Bean
		ApplicationListener<RefreshScopeRefreshedEvent> enginesRefresh(Engines engines) {
			return (event) -> engines.connect();
		}

	}

}
