package io.github.resiliencestarter.discovery;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import io.github.resiliencestarter.StarterContext;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Applications with everything on the classpath, with real agents of Consul.
 */
public class ConsulApplications implements AutoCloseable {

	private final Deque<AutoCloseable> started = new ArrayDeque<>();

	private final Path directory;

	public ConsulApplications(Path directory) {
		this.directory = directory;
	}

	/**
	 * Start an agent.
	 */
	public RealConsul consul(String... options) {
		RealConsul consul = new RealConsul(this.directory, options);
		this.started.push(consul);
		return consul;
	}

	/**
	 * Start an application named "orders" with the instance ID "orders-it".
	 */
	public ConfigurableApplicationContext start(RealConsul consul, WebApplicationType type, String... properties) {
		ConfigurableApplicationContext application = new SpringApplicationBuilder(StarterContext.Everything.class)
			.web(type)
			.properties("spring.application.name=orders", "server.port=0", "spring.main.banner-mode=off",
					"spring.cloud.consul.port=" + consul.port(), "spring.cloud.consul.discovery.instance-id=orders-it",
					"spring.cloud.consul.discovery.hostname=127.0.0.1")
			.properties(properties)
			.run();
		this.started.push(application);
		return application;
	}

	/**
	 * Register an instance of "inventory" without a check.
	 */
	public static void register(RealConsul consul, String id) {
		consul.put("/v1/agent/service/register",
				"{\"ID\": \"%s\", \"Name\": \"inventory\", \"Address\": \"10.0.0.1\", \"Port\": 1}".formatted(id));
	}

	/**
	 * Return the IDs of the instances of "inventory".
	 */
	public static List<String> instances(DiscoveryClient client) {
		return client.getInstances("inventory").stream().map(ServiceInstance::getInstanceId).toList();
	}

	@Override
	public void close() {
		while (!this.started.isEmpty()) {
			AutoCloseable last = this.started.pop();
			assertThatNoException().isThrownBy(last::close);
		}
	}

}
