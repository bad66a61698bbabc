package io.github.resiliencestarter.context;

import io.micrometer.context.ContextSnapshotFactory;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * Configuration of the way in which a caller's context gets to other threads. Each
 * feature that hands work to other threads imports it. Public because other packages name
 * it.
 */
@Configuration(proxyBeanMethods = false)
@Import({ ContextCarrierConfiguration.WithSnapshots.class, ContextCarrierConfiguration.WithoutSnapshots.class })
public class ContextCarrierConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ContextSnapshotFactory.class)
	static class WithSnapshots {

		@Bean
		SnapshotCarrier resilienceContextCarrier() {
			return new SnapshotCarrier();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingClass("io.micrometer.context.ContextSnapshotFactory")
	static class WithoutSnapshots {

		@Bean
		ContextCarrier resilienceContextCarrier() {
			return new ContextCarrier();
		}

	}

}
