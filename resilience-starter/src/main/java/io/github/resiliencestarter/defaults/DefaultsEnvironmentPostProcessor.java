package io.github.resiliencestarter.defaults;

import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.env.DefaultPropertiesPropertySource;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;

import org.jspecify.annotations.Nullable;

/**
 * {@link EnvironmentPostProcessor} that adds the production defaults to Spring Boot's
 * default properties, which have the lowest precedence of all property sources, even
 * below {@code @PropertySource}. Default properties set by the application itself take
 * precedence.
 */
final class DefaultsEnvironmentPostProcessor implements EnvironmentPostProcessor, Ordered {

	/**
	 * Runs last because the defaults depend on the user's configuration files.
	 */
	private static final int ORDER = Ordered.LOWEST_PRECEDENCE;

	static final String NEVER_REFRESHABLE = "spring.cloud.refresh.never-refreshable";

	/**
	 * Only applies while the starter provides the instance lists: without a cache, Spring
	 * Cloud would query the registry on each call.
	 */
	private static final String LOAD_BALANCER_CACHE = "spring.cloud.loadbalancer.cache.enabled";

	/**
	 * Applies even if the starter is disabled: the tags of Resilience4j's meters must not
	 * change just because the starter adds Spring Cloud to the classpath.
	 */
	private static final String GROUP_FILTER = "spring.cloud.circuitbreaker.resilience4j.enable-group-meter-filter";

	private static final String SWITCHED_OFF = "resilienceSwitchedOff";

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		if (!isEnabled(environment, "resilience.enabled") || !isEnabled(environment, "resilience.defaults.enabled")) {
			environment.getPropertySources().addLast(new MapPropertySource(SWITCHED_OFF, switchedOff(environment)));
			return;
		}
		Map<String, Object> defaults = ProductionDefaults.load();
		if (!isEnabled(environment, "resilience.reconfiguration.enabled")) {
			defaults.remove(NEVER_REFRESHABLE);
		}
		defaults.putAll(new ActuatorDefaults(environment, application.getWebApplicationType()).asMap());
		if (new Ports(environment).server() == 0) {
			defaults.putAll(RandomPortDefaults.create());
		}
		if (!isEnabled(environment, "resilience.discovery.enabled")) {
			defaults.remove(LOAD_BALANCER_CACHE);
		}
		addBelowAllOthers(environment.getPropertySources(), defaults);
	}

	private static Map<String, Object> switchedOff(ConfigurableEnvironment environment) {
		Map<String, Object> defaults = new LinkedHashMap<>();
		defaults.put(GROUP_FILTER, false);
		// Spring Cloud's condition only reads this spelling
		defaults.put("spring.cloud.circuitbreaker.resilience4j.enableGroupMeterFilter", false);
		if (!environment.containsProperty("spring.application.name")) {
			// Without a name and a web server, the instance ID of Spring Cloud Consul
			// is empty, and startup fails
			defaults.put(RandomPortDefaults.INSTANCE_ID, "application");
		}
		return defaults;
	}

	private boolean isEnabled(ConfigurableEnvironment environment, String key) {
		return environment.getProperty(key, Boolean.class, true);
	}

	private void addBelowAllOthers(MutablePropertySources sources, Map<String, Object> defaults) {
		PropertySource<?> existing = sources.remove(DefaultPropertiesPropertySource.NAME);
		Map<String, Object> merged = new LinkedHashMap<>();
		if (existing instanceof MapPropertySource mapSource) {
			merged.putAll(mapSource.getSource());
		}
		ConfigurationPropertySource set = (existing != null) ? ConfigurationPropertySource.from(existing) : null;
		defaults.forEach((key, value) -> {
			if (!isSet(set, key)) {
				merged.put(key, value);
			}
		});
		sources.addLast(new OriginTrackedMapPropertySource(DefaultPropertiesPropertySource.NAME, merged, true));
	}

	private boolean isSet(@Nullable ConfigurationPropertySource source, String key) {
		return source != null && source.getConfigurationProperty(ConfigurationPropertyName.of(key)) != null;
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

}
