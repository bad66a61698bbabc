package io.github.resiliencestarter.engines;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import io.github.resilience4j.common.circuitbreaker.configuration.CommonCircuitBreakerConfigurationProperties;
import io.github.resilience4j.common.retry.configuration.CommonRetryConfigurationProperties;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Inheritance among Resilience4j's properties of one kind of engine: what an instance or
 * a named configuration takes its unset properties from.
 *
 * @param configs properties of the named configurations
 * @param baseConfig reads the name of the base configuration; {@code null} or empty if
 * there is none
 * @param namesInherit whether an instance inherits the configuration of its own name, and
 * a named configuration does not inherit {@code default}, as with circuit breakers
 * @param <P> properties of one instance or named configuration
 */
public record BaseConfigurations<P>(Map<String, P> configs, Function<P, @Nullable String> baseConfig,
		boolean namesInherit) {

	/**
	 * Name of the configuration that others inherit unless they name another one.
	 */
	public static final String DEFAULT = "default";

	/**
	 * Creates the inheritance among circuit breakers.
	 * @param configs properties of the named configurations
	 * @return the inheritance
	 */
	public static BaseConfigurations<CommonCircuitBreakerConfigurationProperties.InstanceProperties> ofCircuitBreakers(
			Map<String, CommonCircuitBreakerConfigurationProperties.InstanceProperties> configs) {
		return new BaseConfigurations<>(configs,
				CommonCircuitBreakerConfigurationProperties.InstanceProperties::getBaseConfig, true);
	}

	/**
	 * Creates the inheritance among retries.
	 * @param configs properties of the named configurations
	 * @return the inheritance
	 */
	public static BaseConfigurations<CommonRetryConfigurationProperties.InstanceProperties> ofRetries(
			Map<String, CommonRetryConfigurationProperties.InstanceProperties> configs) {
		return new BaseConfigurations<>(configs, CommonRetryConfigurationProperties.InstanceProperties::getBaseConfig,
				false);
	}

	/**
	 * Returns the name of the configuration that an instance or a named configuration
	 * inherits.
	 * @param name its name
	 * @param own its own properties, or {@code null} if it has none
	 * @return the name, which may be that of a missing configuration, or {@code null} if
	 * it inherits nothing
	 */
	public @Nullable String nameOfBase(String name, @Nullable P own) {
		String base = (own != null) ? this.baseConfig.apply(own) : null;
		if (StringUtils.hasLength(base)) {
			return base;
		}
		P ofTheName = this.configs.get(name);
		if (this.namesInherit && ofTheName != null) {
			return (own == ofTheName) ? null : name;
		}
		return (name.equals(DEFAULT) || !this.configs.containsKey(DEFAULT)) ? null : DEFAULT;
	}

	/**
	 * Returns the properties that an instance or a named configuration consists of.
	 * @param name its name
	 * @param own its own properties, or {@code null} if it has none
	 * @return its own properties, then those that it inherits, the nearest first
	 */
	public List<P> lineage(String name, @Nullable P own) {
		List<P> lineage = new ArrayList<>();
		Set<String> seen = new HashSet<>();
		String base = name;
		P each = own;
		do {
			if (each != null) {
				lineage.add(each);
			}
			base = nameOfBase(base, each);
			each = (base != null) ? this.configs.get(base) : null;
		}
		while (each != null && base != null && seen.add(base));
		return lineage;
	}

}
