package io.github.resiliencestarter.registration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import io.github.resiliencestarter.registration.NetworkGrpcServer.GrpcEndpoint;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.cloud.consul.discovery.ConsulDiscoveryProperties;
import org.springframework.cloud.consul.discovery.HeartbeatProperties;
import org.springframework.cloud.consul.model.http.agent.NewService;
import org.springframework.cloud.consul.model.http.agent.NewService.Check;
import org.springframework.cloud.consul.serviceregistry.ConsulAutoRegistration;
import org.springframework.util.StringUtils;

/**
 * Ports of this application in its registration, with a health check for each. What the
 * user has set in the registration stays.
 *
 * @param registration Spring Cloud's registration of this application
 * @param properties the properties of the registration
 * @param heartbeat the properties of the TTL check, which replaces other checks
 */
record RegisteredPorts(ConsulAutoRegistration registration, ConsulDiscoveryProperties properties,
		HeartbeatProperties heartbeat) {

	/**
	 * Metadata with the port of the gRPC server.
	 */
	static final String GRPC_PORT = "gRPC_port";

	private static final Log logger = LogFactory.getLog(RegisteredPorts.class);

	/**
	 * Adds the gRPC server to the registration.
	 * @param webPort the port of the web server; 0 if there is none
	 * @param endpoint the endpoint of the gRPC server, or {@code null} if there is none
	 * @return whether there is something to be registered
	 */
	boolean add(int webPort, @Nullable GrpcEndpoint endpoint) {
		if (webPort > 0) {
			this.registration.initializePort(webPort);
		}
		if (endpoint != null) {
			int port = (endpoint.port() != null) ? endpoint.port() : webPort;
			addMetadata(port);
			addServer(port, webPort > 0, endpoint);
			return true;
		}
		if (webPort == 0 && this.heartbeat.isEnabled()) {
			this.registration.initializePort(0);
			return true;
		}
		return webPort > 0;
	}

	private void addMetadata(int port) {
		Map<String, String> metadata = service().getMeta();
		if (metadata != null) {
			metadata.putIfAbsent(GRPC_PORT, Integer.toString(port));
		}
	}

	private void addServer(int port, boolean hasWebServer, GrpcEndpoint endpoint) {
		Check check = check(port, hasWebServer, endpoint);
		if (!hasWebServer) {
			if (service().getPort() == null) {
				service().setPort(port);
			}
			replaceCheckOfWebServer(check);
		}
		else if (check != null) {
			addCheck(check);
		}
	}

	private @Nullable Check check(int port, boolean hasWebServer, GrpcEndpoint endpoint) {
		if (endpoint.port() == null && hasWebServer) {
			// That of the web server
			return null;
		}
		if (!this.properties.isRegisterHealthCheck() || this.heartbeat.isEnabled() || hasGrpcCheck()) {
			return null;
		}
		Check check = new Check();
		String address = host() + ":" + port;
		if (endpoint.healthService() != null) {
			check.setGrpc(address + "/" + endpoint.healthService());
			check.setGrpcUseTLS(endpoint.secure());
			check.setTlsSkipVerify(this.properties.getHealthCheckTlsSkipVerify());
		}
		else {
			logger.info(("Registering the gRPC server on port %d without a check of its gRPC health, because it has no "
					+ "health service; add io.grpc:grpc-services")
				.formatted(port));
			if (hasWebServer) {
				return null;
			}
			check.setTcp(address);
		}
		check.setInterval(this.properties.getHealthCheckInterval());
		check.setTimeout(this.properties.getHealthCheckTimeout());
		if (StringUtils.hasText(this.properties.getHealthCheckCriticalTimeout())) {
			check.setDeregisterCriticalServiceAfter(this.properties.getHealthCheckCriticalTimeout());
		}
		return check;
	}

	private String host() {
		String host = this.properties.getHostname();
		return (host.indexOf(':') != -1 && !host.startsWith("[")) ? "[" + host + "]" : host;
	}

	private boolean hasGrpcCheck() {
		return Stream.concat(Stream.ofNullable(service().getCheck()), checks().stream())
			.anyMatch((check) -> StringUtils.hasText(check.getGrpc()));
	}

	/**
	 * Replaces Spring Cloud's check by HTTP, which it adds to a port that the user has
	 * set.
	 */
	private void replaceCheckOfWebServer(@Nullable Check check) {
		Check present = service().getCheck();
		if (this.heartbeat.isEnabled()) {
			this.registration.initializePort(Objects.requireNonNull(service().getPort()));
		}
		else if (check != null && (present == null || isDefault(present))) {
			service().setCheck(check);
		}
		else if (check != null) {
			addCheck(check);
		}
	}

	private boolean isDefault(Check check) {
		return this.properties.getHealthCheckUrl() == null && check.getHttp() != null
				&& check.getHttp().endsWith(":" + service().getPort() + this.properties.getHealthCheckPath());
	}

	private void addCheck(Check check) {
		List<Check> checks = new ArrayList<>(checks());
		checks.add(check);
		service().setChecks(checks);
	}

	private List<Check> checks() {
		return Objects.requireNonNullElse(service().getChecks(), List.of());
	}

	private NewService service() {
		return this.registration.getService();
	}

}
