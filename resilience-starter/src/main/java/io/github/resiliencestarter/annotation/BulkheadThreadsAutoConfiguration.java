package io.github.resiliencestarter.annotation;

import io.github.resilience4j.bulkhead.ThreadPoolBulkheadRegistry;
import io.github.resiliencestarter.condition.ConditionalOnResilienceEnabled;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Role;

/**
 * {@link AutoConfiguration Auto-configuration} for the threads of thread-pool bulkheads,
 * including those that no annotation uses.
 */
@AutoConfiguration
@ConditionalOnClass(ThreadPoolBulkheadRegistry.class)
@ConditionalOnResilienceEnabled
public final class BulkheadThreadsAutoConfiguration {

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static BulkheadThreads bulkheadThreads() {
		return new BulkheadThreads();
	}

}
