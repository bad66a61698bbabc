package example;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;

/**
 * Server of etcd, with one key for each instance.
 */
class Etcd implements Registry.Remote {

	private final int port = Server.freePort();

	private final Server server;

	private final EtcdKeys keys = new EtcdKeys("http://127.0.0.1:" + this.port);

	Etcd(Path directory) throws IOException {
		String client = "http://127.0.0.1:" + this.port;
		String peer = "http://127.0.0.1:" + Server.freePort();
		this.server = new Server(List.of(binary(), "--data-dir=" + directory.resolve("data"),
				"--listen-client-urls=" + client, "--advertise-client-urls=" + client, "--listen-peer-urls=" + peer,
				"--initial-advertise-peer-urls=" + peer, "--initial-cluster=default=" + peer),
				directory.resolve("log"), this.port);
	}

	String url() {
		return "http://127.0.0.1:" + this.port;
	}

	int registered() throws IOException {
		return this.keys.below("/services/inventory/").size();
	}

	private static String binary() throws IOException {
		Process process = new ProcessBuilder(System.getProperty("binaries"), "etcd")
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
	}

	@Override
	public void prepare(ConfigurableApplicationContext context) {
		context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("others", Map.of("spring.cloud.zookeeper.enabled", false)));
		((GenericApplicationContext) context).registerBean(DiscoveryClient.class,
				() -> new EtcdDiscoveryClient(this.keys));
	}

	@Override
	public void register(String id, int port, Map<String, String> metadata) throws IOException {
		StringBuilder value = new StringBuilder("port=" + port);
		metadata.forEach((name, text) -> value.append('\n').append(name).append('=').append(text));
		this.keys.put(key(id), value.toString());
	}

	@Override
	public void deregister(String id) throws IOException {
		this.keys.delete(key(id));
	}

	private static String key(String id) {
		return "/services/inventory/" + id;
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
		this.server.kill();
	}

}
