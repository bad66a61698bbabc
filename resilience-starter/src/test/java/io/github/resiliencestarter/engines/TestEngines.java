package io.github.resiliencestarter.engines;

import java.time.Duration;

import io.github.resilience4j.core.Registry;
import io.github.resiliencestarter.threads.ResilienceThreads;

import org.springframework.beans.factory.support.StaticListableBeanFactory;

/**
 * Factory of {@link Engines} for tests without an application context.
 */
public final class TestEngines {

	private TestEngines() {
	}

	/**
	 * Create engines.
	 * @param registries Resilience4j's registries
	 * @return the engines in them
	 */
	public static Engines of(Registry<?, ?>... registries) {
		StaticListableBeanFactory beanFactory = new StaticListableBeanFactory();
		for (Registry<?, ?> registry : registries) {
			beanFactory.addBean(registry.getClass().getSimpleName(), registry);
		}
		return new Engines(beanFactory, new DeferredTasks(new ResilienceThreads(false), Duration.ofMillis(10)));
	}

}
