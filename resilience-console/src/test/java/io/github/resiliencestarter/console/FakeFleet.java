package io.github.resiliencestarter.console;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;

/**
 * Many instances behind one port, told apart by the path of their actuators, and their
 * discovery.
 */
final class FakeFleet implements DiscoveryClient, AutoCloseable {

	private final Map<String, FakeInstance> instances = new ConcurrentHashMap<>();

	private final List<String> requests = java.util.Collections.synchronizedList(new ArrayList<>());

	private final ExecutorService threads = Executors.newFixedThreadPool(4, (task) -> {
		Thread thread = new Thread(task, "fake-fleet");
		thread.setDaemon(true);
		return thread;
	});

	private final HttpServer server;

	private final MemoryOverrideStore store;

	FakeFleet(MemoryOverrideStore store) {
		this.store = store;
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 512);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.setExecutor(this.threads);
		this.server.createContext("/", this::handle);
		this.server.start();
	}

	int port() {
		return this.server.getAddress().getPort();
	}

	/**
	 * Adds instances of an application.
	 */
	List<FakeInstance> add(String application, int count, String... targets) {
		List<FakeInstance> added = new ArrayList<>();
		for (int i = 1; i <= count; i++) {
			FakeInstance instance = new FakeInstance(application, application + "-" + i, this.store, targets);
			this.instances.put(path(instance.id()), instance);
			added.add(instance);
		}
		return added;
	}

	FakeInstance get(String id) {
		return java.util.Objects.requireNonNull(this.instances.get(path(id)));
	}

	void remove(String id) {
		this.instances.remove(path(id));
	}

	/**
	 * The paths that were requested.
	 */
	List<String> requests() {
		return List.copyOf(this.requests);
	}

	/**
	 * IDs may contain what paths do not.
	 */
	private static String path(String id) {
		return id.matches("[a-z0-9-]+") ? id : Integer.toHexString(id.hashCode());
	}

	private void handle(HttpExchange exchange) throws IOException {
		String path = exchange.getRequestURI().getPath();
		String[] parts = path.split("/", 5);
		FakeInstance instance = (parts.length > 4) ? this.instances.get(parts[2]) : null;
		if (this.requests.size() < 1_000) {
			this.requests.add(exchange.getRequestMethod() + " " + path);
		}
		if (instance == null) {
			respond(exchange, 404, "application/json", "{}".getBytes(StandardCharsets.UTF_8));
			return;
		}
		FakeInstance.Fault fault = instance.fault();
		if (fault != null) {
			fault.handle(exchange);
			return;
		}
		byte[] body = exchange.getRequestBody().readAllBytes();
		Object response = instance.respond(exchange.getRequestMethod(), parts[4], body);
		respond(exchange, (response != null) ? 200 : 404, "application/vnd.spring-boot.actuator.v3+json",
				JsonMapper.shared().writeValueAsBytes((response != null) ? response : Map.of()));
	}

	static void respond(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
		exchange.getResponseHeaders().set("Content-Type", type);
		exchange.sendResponseHeaders(status, body.length);
		try (OutputStream stream = exchange.getResponseBody()) {
			stream.write(body);
		}
	}

	@Override
	public String description() {
		return "fake";
	}

	@Override
	public List<String> getServices() {
		return this.instances.values().stream().map(FakeInstance::application).distinct().sorted().toList();
	}

	@Override
	public List<ServiceInstance> getInstances(String service) {
		return this.instances.values()
			.stream()
			.filter((instance) -> instance.application().equals(service))
			.<ServiceInstance>map(this::registered)
			.toList();
	}

	private ServiceInstance registered(FakeInstance instance) {
		return new DefaultServiceInstance(instance.id(), instance.application(), "127.0.0.1", 1, false,
				Map.of("management.port", Integer.toString(port()), "management.context-path",
						"/i/" + path(instance.id()) + "/actuator", "zone", instance.zone()));
	}

	URI uri() {
		return URI.create("http://127.0.0.1:" + port());
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	static Map<String, Object> ordered(Object... pairs) {
		Map<String, Object> map = new LinkedHashMap<>();
		for (int i = 0; i < pairs.length; i += 2) {
			map.put(pairs[i].toString(), pairs[i + 1]);
		}
		return map;
	}

}
