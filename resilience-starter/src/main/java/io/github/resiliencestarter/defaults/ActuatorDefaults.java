package io.github.resiliencestarter.defaults;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.StringUtils;

/**
 * Defaults that depend on the URL of the actuator: the health check of Consul and the
 * metrics path for Prometheus.
 */
final class ActuatorDefaults {

	static final String HEALTH_CHECK_PATH = "spring.cloud.consul.discovery.health-check-path";

	static final String METRICS_PATH = "spring.cloud.consul.discovery.metadata.metrics-path";

	static final String MANAGEMENT_PORT = "spring.cloud.consul.discovery.metadata.management-port";

	static final String SCHEME = "spring.cloud.consul.discovery.scheme";

	private static final String READINESS_GROUP = "management.endpoint.health.group.readiness.";

	private static final Set<String> OFF = Set.of("false", "off", "no", "0");

	private final ConfigurableEnvironment environment;

	private final boolean reactive;

	private final boolean hasWebServer;

	private final int serverPort;

	private final int managementPort;

	private final boolean managementPortIsSet;

	/**
	 * Create the defaults.
	 * @param environment the environment, with the user's settings
	 * @param deducedType the type of the application, used unless the user has set it
	 */
	ActuatorDefaults(ConfigurableEnvironment environment, @Nullable WebApplicationType deducedType) {
		this.environment = environment;
		String type = environment.getProperty("spring.main.web-application-type");
		this.reactive = is(WebApplicationType.REACTIVE, type, deducedType);
		this.hasWebServer = !is(WebApplicationType.NONE, type, deducedType);
		Ports ports = new Ports(environment);
		this.serverPort = ports.server();
		Integer managementPort = ports.management();
		this.managementPort = (managementPort != null) ? managementPort : this.serverPort;
		this.managementPortIsSet = managementPort != null;
	}

	/**
	 * Return the defaults; none if the actuator is not served over HTTP.
	 * @return the defaults by key
	 */
	Map<String, Object> asMap() {
		Map<String, Object> defaults = new LinkedHashMap<>();
		if (this.managementPort < 0 || !this.hasWebServer) {
			return defaults;
		}
		if (servesHttps()) {
			defaults.put(SCHEME, "https");
		}
		String base = basePath();
		defaults.put(HEALTH_CHECK_PATH, base + "/" + pathOf("health") + (hasReadiness() ? "/readiness" : ""));
		defaults.put(METRICS_PATH, base + "/" + pathOf("prometheus"));
		if (hasOwnPort() && this.managementPort > 0) {
			defaults.put(MANAGEMENT_PORT, Integer.toString(this.managementPort));
		}
		return defaults;
	}

	private boolean hasOwnPort() {
		return this.managementPort != this.serverPort || (this.managementPort == 0 && this.managementPortIsSet);
	}

	private String basePath() {
		String endpoints = path("management.endpoints.web.base-path", "/actuator");
		if (hasOwnPort()) {
			return path("management.server.base-path", "") + endpoints;
		}
		if (this.reactive) {
			return path("spring.webflux.base-path", "") + endpoints;
		}
		return path("server.servlet.context-path", "") + path("spring.mvc.servlet.path", "") + endpoints;
	}

	private static boolean is(WebApplicationType expected, @Nullable String type,
			@Nullable WebApplicationType deduced) {
		return StringUtils.hasText(type) ? type.trim().equalsIgnoreCase(expected.name()) : deduced == expected;
	}

	private boolean hasReadiness() {
		return isOn("management.endpoint.health.probes.enabled") || isSet(READINESS_GROUP + "include")
				|| isSet(READINESS_GROUP + "exclude");
	}

	// Must apply to both ports: Spring Cloud Consul has only one scheme
	private boolean servesHttps() {
		boolean configured = isSet("server.ssl.bundle") || isSet("server.ssl.key-store")
				|| isSet("server.ssl.certificate");
		return configured && isOn("server.ssl.enabled") && (!hasOwnPort() || isOn("management.server.ssl.enabled"));
	}

	// Spring Boot reports a value that is not a boolean
	private boolean isOn(String key) {
		return !OFF.contains(this.environment.getProperty(key, "true").trim().toLowerCase(Locale.ROOT));
	}

	private boolean isSet(String key) {
		ConfigurationPropertyName name = ConfigurationPropertyName.of(key);
		for (ConfigurationPropertySource source : ConfigurationPropertySources
			.from(this.environment.getPropertySources())) {
			if (source.getConfigurationProperty(name) != null
					|| source.containsDescendantOf(name) == ConfigurationPropertyState.PRESENT) {
				return true;
			}
		}
		return false;
	}

	private String pathOf(String endpoint) {
		String key = "management.endpoints.web.path-mapping." + endpoint;
		return StringUtils.trimLeadingCharacter(this.environment.getProperty(key, endpoint), '/');
	}

	private String path(String key, String fallback) {
		String path = StringUtils.trimTrailingCharacter(this.environment.getProperty(key, fallback).trim(), '/');
		return (path.isEmpty() || path.startsWith("/")) ? path : "/" + path;
	}

}
