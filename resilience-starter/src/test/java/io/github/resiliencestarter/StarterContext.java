package io.github.resiliencestarter;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.AbstractApplicationContextRunner;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;

/**
 * Contexts as a user of the starter has them: everything is auto-configured and the
 * starter's environment post-processors have run. Consul is not queried.
 */
public final class StarterContext {

	/**
	 * Spring Boot's own post-processors ask for arguments that only a starting
	 * application has.
	 */
	private static final FailureHandler IGNORE_OTHERS = (type, name, failure) -> {
	};

	private StarterContext() {
	}

	public static ApplicationContextRunner runner() {
		return configure(new ApplicationContextRunner());
	}

	/**
	 * Contexts with the environment alone: what is to be auto-configured is the test's
	 * choice.
	 */
	public static ApplicationContextRunner bareRunner() {
		return new ApplicationContextRunner().withInitializer(StarterContext::postProcessEnvironment);
	}

	public static WebApplicationContextRunner webRunner() {
		return configure(new WebApplicationContextRunner());
	}

	public static ReactiveWebApplicationContextRunner reactiveWebRunner() {
		return configure(new ReactiveWebApplicationContextRunner());
	}

	private static <R extends AbstractApplicationContextRunner<R, ?, ?>> R configure(R runner) {
		return runner.withInitializer(StarterContext::postProcessEnvironment)
			.withPropertyValues("spring.cloud.consul.discovery.register=false")
			.withUserConfiguration(Everything.class);
	}

	private static void postProcessEnvironment(ConfigurableApplicationContext context) {
		for (EnvironmentPostProcessor postProcessor : SpringFactoriesLoader
			.forDefaultResourceLocation(StarterContext.class.getClassLoader())
			.load(EnvironmentPostProcessor.class, IGNORE_OTHERS)) {
			if (postProcessor.getClass().getName().startsWith(StarterContext.class.getPackageName())) {
				postProcessor.postProcessEnvironment(context.getEnvironment(), new SpringApplication());
			}
		}
	}

	/**
	 * All that the classpath offers.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	public static class Everything {

	}

}
