package io.github.resiliencestarter.registration;

import java.util.Map;

import io.github.resiliencestarter.registration.NetworkGrpcServer.GrpcEndpoint;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.cloud.client.serviceregistry.AutoServiceRegistrationProperties;
import org.springframework.cloud.consul.discovery.ConsulDiscoveryProperties;
import org.springframework.cloud.consul.serviceregistry.ConsulAutoServiceRegistration;
import org.springframework.cloud.consul.serviceregistry.ConsulServiceRegistry;
import org.springframework.context.ApplicationContext;

/**
 * Registration of an application with more ports than that of its web server: an actuator
 * on a random port, or a gRPC server. Spring Cloud registers as soon as the web server
 * listens, when the other ports are not known yet.
 */
class DelayedRegistration extends ConsulAutoServiceRegistration {

	private static final String MANAGEMENT_PORT = "management-port";

	private final ConsulDiscoveryProperties properties;

	private final RegisteredPorts ports;

	private final @Nullable NetworkGrpcServer grpcServer;

	private volatile boolean refreshed;

	DelayedRegistration(ConsulServiceRegistry registry, AutoServiceRegistrationProperties registrationProperties,
			RegisteredPorts ports, @Nullable NetworkGrpcServer grpcServer, ApplicationContext context) {
		super(registry, registrationProperties, ports.properties(), ports.registration(), context);
		this.properties = ports.properties();
		this.ports = ports;
		this.grpcServer = grpcServer;
	}

	@Override
	public void start() {
		if (this.refreshed || (this.grpcServer == null && isManagementPortKnown())) {
			super.start();
		}
	}

	private boolean isManagementPortKnown() {
		return this.properties.getManagementPort() != null;
	}

	/**
	 * Registers with all ports: the context has started all servers by now.
	 */
	@SuppressWarnings("deprecation") // There is no other way to learn the port
	void contextRefreshed() {
		this.refreshed = true;
		int webPort = getPort().get();
		GrpcEndpoint endpoint = (this.grpcServer != null) ? this.grpcServer.endpoint() : null;
		if (this.ports.add(webPort, endpoint)) {
			start();
		}
	}

	@Override
	public void onApplicationEvent(WebServerInitializedEvent event) {
		if (this.properties.getManagementPort() == null
				&& WebServerApplicationContext.hasServerNamespace(event.getApplicationContext(), "management")) {
			int port = event.getWebServer().getPort();
			this.properties.setManagementPort(port);
			Map<String, String> metadata = this.ports.registration().getService().getMeta();
			if (metadata != null) {
				metadata.putIfAbsent(MANAGEMENT_PORT, Integer.toString(port));
			}
			start();
		}
	}

}
