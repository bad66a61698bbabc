package io.github.resiliencestarter.threads;

import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Configuration of the starter's threads. Each feature that needs threads imports it, so
 * that they exist if any of the features does. Public because other packages name it.
 */
@Configuration(proxyBeanMethods = false)
public class ThreadsConfiguration {

	@Bean
	ResilienceThreads resilienceThreads(Environment environment) {
		return new ResilienceThreads(Threading.VIRTUAL.isActive(environment));
	}

}
