package io.github.resiliencestarter.metrics;

import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerAutoConfiguration;
import io.github.resiliencestarter.condition.ConditionalOnResilienceEnabled;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.cloud.circuitbreaker.resilience4j.Resilience4JConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * {@link AutoConfiguration Auto-configuration} for the meters of the starter.
 */
@AutoConfiguration(after = CompositeMeterRegistryAutoConfiguration.class,
		before = CircuitBreakerAutoConfiguration.class)
@ConditionalOnResilienceEnabled
@ConditionalOnBooleanProperty(name = "resilience.metrics.enabled", matchIfMissing = true)
public final class ResilienceMetricsAutoConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterRegistry.class)
	static class MetersConfiguration {

		@Bean
		@ConditionalOnBean(MeterRegistry.class)
		CircuitBreakerMeters circuitBreakerMeters(MeterRegistry meterRegistry) {
			return new CircuitBreakerMeters(meterRegistry);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ MeterFilter.class, Resilience4JConfigurationProperties.class })
	@ConditionalOnBooleanProperty("spring.cloud.circuitbreaker.resilience4j.enable-group-meter-filter")
	@EnableConfigurationProperties(Resilience4JConfigurationProperties.class)
	static class GroupConfiguration {

		/**
		 * Create the same filter as Spring Cloud: circuit breakers of its factory have a
		 * group, and Prometheus drops series whose labels differ from those of other
		 * series of the same name.
		 * @param properties the properties of Spring Cloud's factory
		 * @return the filter
		 */
		@Bean
		MeterFilter circuitBreakerGroupMeterFilter(Resilience4JConfigurationProperties properties) {
			return new MeterFilter() {

				@Override
				public Meter.Id map(Meter.Id id) {
					boolean missing = id.getName().startsWith("resilience4j") && id.getTag("group") == null;
					return missing ? id.withTag(Tag.of("group", properties.getDefaultGroupTag())) : id;
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterFilter.class)
	@ConditionalOnBooleanProperty(name = "spring.cloud.circuitbreaker.resilience4j.enable-group-meter-filter",
			havingValue = false, matchIfMissing = true)
	static class NoGroupConfiguration {

		@Bean
		RedundantGroupFilter redundantGroupFilter() {
			return new RedundantGroupFilter();
		}

	}

}
