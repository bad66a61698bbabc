package io.github.resiliencestarter.registration;

import java.util.Map;

import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.cloud.client.serviceregistry.AutoServiceRegistrationProperties;
import org.springframework.cloud.consul.discovery.ConsulDiscoveryProperties;
import org.springframework.cloud.consul.serviceregistry.ConsulAutoRegistration;
import org.springframework.cloud.consul.serviceregistry.ConsulAutoServiceRegistration;
import org.springframework.cloud.consul.serviceregistry.ConsulServiceRegistry;
import org.springframework.context.ApplicationContext;

/**
 * Registration of an application whose actuator listens on a random port. Spring Cloud
 * registers as soon as the application's own server listens, before that port is known,
 * and then fails because of a check on port 0.
 */
class RandomManagementPort extends ConsulAutoServiceRegistration {

	private static final String METADATA = "management-port";

	private final ConsulDiscoveryProperties properties;

	private final ConsulAutoRegistration registration;

	RandomManagementPort(ConsulServiceRegistry registry, AutoServiceRegistrationProperties registrationProperties,
			ConsulDiscoveryProperties properties, ConsulAutoRegistration registration, ApplicationContext context) {
		super(registry, registrationProperties, properties, registration, context);
		this.properties = properties;
		this.registration = registration;
	}

	@Override
	public void start() {
		if (this.properties.getManagementPort() != null) {
			super.start();
		}
	}

	@Override
	public void onApplicationEvent(WebServerInitializedEvent event) {
		if (this.properties.getManagementPort() == null
				&& WebServerApplicationContext.hasServerNamespace(event.getApplicationContext(), "management")) {
			int port = event.getWebServer().getPort();
			this.properties.setManagementPort(port);
			Map<String, String> metadata = this.registration.getService().getMeta();
			if (metadata != null) {
				metadata.putIfAbsent(METADATA, Integer.toString(port));
			}
			start();
		}
	}

}
