package io.github.resiliencestarter.defaults;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import io.github.resilience4j.common.circuitbreaker.configuration.CommonCircuitBreakerConfigurationProperties;
import io.github.resilience4j.common.circuitbreaker.configuration.CommonCircuitBreakerConfigurationProperties.InstanceProperties;
import io.github.resilience4j.common.retry.configuration.CommonRetryConfigurationProperties;

import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;

/**
 * Production defaults that step back. The rule is one: a default gives way when the user
 * has set anything that contradicts it, at that level or below. What contradicts what is
 * in {@link BreakerSettings} and {@link RetrySettings}; all other defaults stand for
 * themselves. Works on bound properties, so that neither the spelling of a key nor where
 * it comes from matters. Public because package {@code diagnostics} judges the same
 * settings.
 */
public final class YieldingDefaults {

	private static final String RETRIES = "resilience4j.retry.configs.default.";

	private final ConfigurableEnvironment environment;

	private YieldingDefaults(ConfigurableEnvironment environment) {
		this.environment = environment;
	}

	/**
	 * Create an instance for an environment.
	 * @param environment the environment that the properties have been bound from
	 * @return the defaults that step back
	 * @throws IllegalArgumentException if the environment does not show its sources
	 */
	public static YieldingDefaults in(Environment environment) {
		if (environment instanceof ConfigurableEnvironment configurable) {
			return new YieldingDefaults(configurable);
		}
		throw new IllegalArgumentException("Not a ConfigurableEnvironment: " + environment);
	}

	/**
	 * Let the defaults of circuit breakers step back.
	 * @param properties the properties, which are changed
	 */
	public void yieldIn(CommonCircuitBreakerConfigurationProperties properties) {
		yieldIn(properties, Map.of());
	}

	/**
	 * Let the defaults of circuit breakers step back.
	 * @param properties the properties, which are changed
	 * @param customizations what the user's code sets, by the name of an instance or a
	 * configuration
	 */
	void yieldIn(CommonCircuitBreakerConfigurationProperties properties,
			Map<String, BreakerCustomization> customizations) {
		Map<String, Map<Setting<InstanceProperties, ?>, Object>> customized = new HashMap<>();
		customizations.forEach((name, customization) -> customized.put(name, customization.settings()));
		customizations.forEach((name, customization) -> {
			if (customization.setsWindow() && !properties.getConfigs().containsKey(name)) {
				properties.getInstances().computeIfAbsent(name, (missing) -> new InstanceProperties());
			}
		});
		Predicate<String> inEffect = inEffect("resilience4j.circuitbreaker.configs.default.");
		new Levels<>(properties.getConfigs(), InstanceProperties::getBaseConfig, true, BreakerSettings.GROUPS,
				customized)
			.apply(properties.getInstances(), inEffect);
		BreakerCustomization ofDefault = customizations.get("default");
		if (ofDefault != null && ofDefault.openWait() && inEffect.test(BreakerSettings.WAIT.key())) {
			// Resilience4j allows for one of them only
			properties.getConfigs().computeIfPresent("default", (name, own) -> BreakerSettings.withoutWait(own));
		}
	}

	/**
	 * Let the defaults of retries step back.
	 * @param properties the properties, which are changed
	 */
	public void yieldIn(CommonRetryConfigurationProperties properties) {
		new Levels<>(properties.getConfigs(), CommonRetryConfigurationProperties.InstanceProperties::getBaseConfig,
				false, RetrySettings.GROUPS, Map.of())
			.apply(properties.getInstances(), inEffect(RETRIES));
	}

	/**
	 * Return the configurations in which the user has set the waits of a retry.
	 */
	Set<String> usersWaits(CommonRetryConfigurationProperties properties) {
		boolean ours = inEffect(RETRIES).test(RetrySettings.WAIT.key());
		Set<String> names = new HashSet<>();
		properties.getConfigs().forEach((name, own) -> {
			if (RetrySettings.WAIT.isSet(own) && !(ours && name.equals("default"))) {
				names.add(name);
			}
		});
		return names;
	}

	private Predicate<String> inEffect(String prefix) {
		return (key) -> ProductionDefaults.isInEffect(this.environment, prefix + key);
	}

}
