package io.github.resiliencestarter.defaults;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import io.github.resilience4j.common.circuitbreaker.configuration.CommonCircuitBreakerConfigurationProperties;
import io.github.resilience4j.common.circuitbreaker.configuration.CommonCircuitBreakerConfigurationProperties.InstanceProperties;
import io.github.resilience4j.common.retry.configuration.CommonRetryConfigurationProperties;
import io.github.resiliencestarter.engines.BaseConfigurations;

import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;

/**
 * Production defaults that yield to the user's settings. There is one rule: a default is
 * not applied if the user has set anything that contradicts it, at the same level or
 * below. {@link BreakerSettings} and {@link RetrySettings} define which settings
 * contradict each other; all other defaults are independent. Works on bound properties,
 * so neither the spelling nor the origin of a key matters. Public because package
 * {@code diagnostics} checks the same settings.
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
	 * @return the yielding defaults
	 * @throws IllegalArgumentException if the environment does not expose its property
	 * sources
	 */
	public static YieldingDefaults in(Environment environment) {
		if (environment instanceof ConfigurableEnvironment configurable) {
			return new YieldingDefaults(configurable);
		}
		throw new IllegalArgumentException("Not a ConfigurableEnvironment: " + environment);
	}

	/**
	 * Apply the rule to circuit breakers.
	 * @param properties the properties, which are changed
	 */
	public void yieldIn(CommonCircuitBreakerConfigurationProperties properties) {
		yieldIn(properties, Map.of());
	}

	/**
	 * Apply the rule to circuit breakers.
	 * @param properties the properties, which are changed
	 * @param customizations the settings made by the user's code, by the name of an
	 * instance or a configuration
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
		Predicate<String> inEffect = BaseOfDefaults.copyIn(properties.getConfigs(),
				inEffect("resilience4j.circuitbreaker.configs.default."));
		new Levels<>(BaseConfigurations.ofCircuitBreakers(properties.getConfigs()), BreakerSettings.GROUPS, customized)
			.apply(properties.getInstances(), inEffect);
		BreakerCustomization ofDefault = customizations.get("default");
		if (ofDefault != null && ofDefault.openWait() && inEffect.test(BreakerSettings.WAIT.key())) {
			// Resilience4j allows only one of the two
			properties.getConfigs().computeIfPresent("default", (name, own) -> BreakerSettings.withoutWait(own));
		}
	}

	/**
	 * Apply the rule to retries.
	 * @param properties the properties, which are changed
	 */
	public void yieldIn(CommonRetryConfigurationProperties properties) {
		new Levels<>(BaseConfigurations.ofRetries(properties.getConfigs()), RetrySettings.GROUPS, Map.of())
			.apply(properties.getInstances(), inEffect(RETRIES));
	}

	/**
	 * Return the names of the configurations in which the user has set the wait of a
	 * retry.
	 */
	Set<String> usersWaits(CommonRetryConfigurationProperties properties) {
		boolean ours = inEffect(RETRIES).test(RetrySettings.WAIT.key());
		Set<String> names = new HashSet<>();
		properties.getConfigs().forEach((name, own) -> {
			if (RetrySettings.WAIT.isSet(own) && !(ours && name.equals(BaseConfigurations.DEFAULT))) {
				names.add(name);
			}
		});
		return names;
	}

	private Predicate<String> inEffect(String prefix) {
		return (key) -> ProductionDefaults.isInEffect(this.environment, prefix + key);
	}

}
