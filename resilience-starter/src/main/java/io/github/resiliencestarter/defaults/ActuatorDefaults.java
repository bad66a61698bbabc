package io.github.resiliencestarter.defaults;

import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Defaults that depend on where the application serves its actuator: what Consul has to
 * check and Prometheus to scrape.
 */
final class ActuatorDefaults {

	static final String HEALTH_CHECK_PATH = "spring.cloud.consul.discovery.health-check-path";

	static final String METRICS_PATH = "spring.cloud.consul.discovery.metadata.metrics-path";

	static final String MANAGEMENT_PORT = "spring.cloud.consul.discovery.metadata.management-port";

	private final Environment environment;

	private final int serverPort;

	private final int managementPort;

	private final boolean managementPortIsSet;

	ActuatorDefaults(ConfigurableEnvironment environment) {
		this.environment = environment;
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
		if (this.managementPort < 0) {
			return defaults;
		}
		String base = basePath();
		defaults.put(HEALTH_CHECK_PATH, base + "/" + pathOf("health") + "/readiness");
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
		String webFlux = path("spring.webflux.base-path", "");
		String context = path("server.servlet.context-path", "");
		return context + (isReactive() ? webFlux : path("spring.mvc.servlet.path", "")) + endpoints;
	}

	private boolean isReactive() {
		return "reactive".equalsIgnoreCase(this.environment.getProperty("spring.main.web-application-type", ""));
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
