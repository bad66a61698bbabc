package example;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryForever;
import org.apache.curator.x.discovery.ServiceDiscovery;
import org.apache.curator.x.discovery.ServiceDiscoveryBuilder;
import org.apache.curator.x.discovery.ServiceInstance;
import org.apache.zookeeper.server.ZooKeeperServerMain;

import org.springframework.cloud.zookeeper.discovery.ZookeeperInstance;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;

/**
 * ZooKeeper server in a Java process of its own, with instances registered as Spring
 * Cloud ZooKeeper does it.
 */
class ZooKeeper implements Registry.Remote {

	private final int port = Server.freePort();

	private final Server server;

	private final CuratorFramework connection;

	private final ServiceDiscovery<ZookeeperInstance> services;

	private final Map<String, ServiceInstance<ZookeeperInstance>> instances = new HashMap<>();

	ZooKeeper(Path directory) throws Exception {
		Path configuration = Files.writeString(directory.resolve("zoo.cfg"), """
				dataDir=%s
				clientPort=%d
				clientPortAddress=127.0.0.1
				admin.enableServer=false
				""".formatted(directory.resolve("data"), this.port));
		this.server = new Server(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), ZooKeeperServerMain.class.getName(), configuration.toString()),
				directory.resolve("log"), this.port);
		this.connection = CuratorFrameworkFactory.newClient(address(), new RetryForever(100));
		this.connection.start();
		this.services = ServiceDiscoveryBuilder.builder(ZookeeperInstance.class)
			.client(this.connection)
			.basePath("/services")
			.build();
		this.services.start();
	}

	private String address() {
		return "127.0.0.1:" + this.port;
	}

	@Override
	public void prepare(ConfigurableApplicationContext context) {
		context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("registry",
					Map.of("spring.cloud.zookeeper.connect-string", address(), "spring.cloud.zookeeper.max-retries", 1,
							"spring.cloud.zookeeper.connection-timeout", "1s",
							"spring.cloud.zookeeper.discovery.register", false)));
	}

	@Override
	public void register(String id, int port, Map<String, String> metadata) throws Exception {
		ServiceInstance<ZookeeperInstance> instance = ServiceInstance.<ZookeeperInstance>builder()
			.name("inventory")
			.id(id)
			.address("127.0.0.1")
			.port(port)
			.payload(new ZookeeperInstance(id, "inventory", metadata))
			.build();
		this.instances.put(id, instance);
		this.services.registerService(instance);
	}

	@Override
	public void deregister(String id) throws Exception {
		this.services.unregisterService(this.instances.remove(id));
	}

	@Override
	public void kill() {
		this.server.kill();
	}

	@Override
	public void restart() {
		this.server.start();
	}

	@Override
	public void close() {
		this.connection.close();
		this.server.kill();
	}

}
