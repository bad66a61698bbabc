package example;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringApplication;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the starter gives to every registry that has a {@link DiscoveryClient}.
 */
abstract class RegistryContract {

	static final Duration LONGEST = Duration.ofSeconds(60);

	final HttpServer first = server("first");

	final HttpServer second = server("second");

	private Registry registry;

	private ConfigurableApplicationContext context;

	private RestClient client;

	abstract Registry registry() throws Exception;

	@BeforeEach
	void startRegistry() throws Exception {
		this.registry = registry();
	}

	@AfterEach
	void stop() {
		if (this.context != null) {
			this.context.close();
		}
		this.registry.close();
		this.first.stop(0);
		this.second.stop(0);
	}

	@Test
	void findsAnInstanceThatAppears() throws Exception {
		register("first", this.first, Map.of());
		start();
		assertThat(call()).isEqualTo("first");
		register("second", this.second, Map.of());
		await().atMost(LONGEST).untilAsserted(() -> assertThat(calls(4)).contains("first", "second"));
	}

	@Test
	void leavesAnInstanceThatIsNoLongerRegistered() throws Exception {
		register("first", this.first, Map.of());
		register("second", this.second, Map.of());
		start();
		assertThat(calls(4)).contains("first", "second");
		this.registry.deregister("second");
		await().atMost(LONGEST).untilAsserted(() -> assertThat(listed()).isEqualTo(1));
		assertThat(calls(20)).containsOnly("first");
	}

	@Test
	void ejectsAnInstanceThatDiesWhileItIsRegistered() throws Exception {
		register("first", this.first, Map.of());
		register("second", this.second, Map.of());
		start();
		assertThat(calls(4)).contains("first", "second");
		this.second.stop(0);
		assertThat(calls(20)).containsOnly("first");
		assertThat(listed()).isEqualTo(2);
		assertThat(ejections()).isPositive();
	}

	@Test
	void keepsAnInstanceOnStandbyThatSaysSoInItsMetadata() throws Exception {
		register("first", this.first, Map.of());
		register("second", this.second, Map.of("role", "standby"));
		start("resilience.loadbalancing.targets.inventory.standby.metadata.role=standby");
		assertThat(calls(20)).containsOnly("first");
		this.first.stop(0);
		assertThat(calls(5)).containsOnly("second");
	}

	@Test
	void staysInTheZoneThatTheMetadataNames() throws Exception {
		register("first", this.first, Map.of("zone", "east"));
		register("second", this.second, Map.of("zone", "west"));
		start("spring.cloud.loadbalancer.zone=east");
		assertThat(calls(20)).containsOnly("first");
	}

	@Test
	void respectsTheWeightInTheMetadata() throws Exception {
		register("first", this.first, Map.of("weight", "1"));
		register("second", this.second, Map.of("weight", "0"));
		start();
		assertThat(calls(20)).containsOnly("first");
	}

	@Test
	void showsTheAgeOfTheList() throws Exception {
		register("first", this.first, Map.of());
		start();
		call();
		await().atMost(LONGEST).untilAsserted(() -> assertThat(age()).isBetween(0.0, 60.0));
	}

	final void start(String... properties) {
		List<String> arguments = new ArrayList<>(
				List.of("--spring.cloud.consul.enabled=false", "--resilience.discovery.poll-interval=100ms",
						// By turn, so that each instance gets calls
						"--resilience.loadbalancing.algorithm=round-robin"));
		Arrays.stream(properties).map((property) -> "--" + property).forEach(arguments::add);
		SpringApplication application = new SpringApplication(ShopApplication.class);
		application.addInitializers(this.registry::prepare);
		this.context = application.run(arguments.toArray(new String[0]));
		this.client = this.context.getBean(RestClient.Builder.class).build();
	}

	final void register(String id, HttpServer server, Map<String, String> metadata) throws Exception {
		this.registry.register(id, server.getAddress().getPort(), metadata);
	}

	// No call may fail
	final String call() {
		return this.client.get().uri("http://inventory/").retrieve().body(String.class);
	}

	final List<String> calls(int count) {
		return IntStream.range(0, count).mapToObj((i) -> call()).toList();
	}

	final int listed() {
		return this.context.getBean(DiscoveryClient.class).getInstances("inventory").size();
	}

	final double age() {
		return this.context.getBean(MeterRegistry.class)
			.get("resilience.discovery.age")
			.tag("target", "inventory")
			.gauge()
			.value();
	}

	final double ejections() {
		return this.context.getBean(MeterRegistry.class)
			.find("resilience.instance.ejections")
			.tag("target", "inventory")
			.counters()
			.stream()
			.mapToDouble(Counter::count)
			.sum();
	}

	private static HttpServer server(String response) {
		try {
			HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
			server.createContext("/", (exchange) -> {
				exchange.sendResponseHeaders(200, response.length());
				exchange.getResponseBody().write(response.getBytes());
				exchange.close();
			});
			server.start();
			return server;
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
