package example;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;

import com.sun.net.httpserver.HttpServer;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.apache.curator.test.InstanceSpec;
import org.apache.curator.test.TestingServer;
import org.apache.curator.x.discovery.ServiceDiscovery;
import org.apache.curator.x.discovery.ServiceDiscoveryBuilder;
import org.apache.curator.x.discovery.ServiceInstance;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Instances in a real ZooKeeper, called with what the starter gives to every registry
 * that has a {@link DiscoveryClient}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ZooKeeperTests {

	private static final Duration LONGEST = Duration.ofSeconds(30);

	private static final Duration LONGER_THAN_A_POLL = Duration.ofSeconds(3);

	private static final Map<String, Object> ONLY_HERE = Map.of("clientPortAddress", "127.0.0.1");

	private final HttpServer first = server("first");

	private final HttpServer second = server("second");

	private TestingServer zooKeeper;

	private CuratorFramework connection;

	private ServiceDiscovery<Void> services;

	private ConfigurableApplicationContext context;

	private RestClient client;

	@BeforeEach
	void start() throws Exception {
		this.zooKeeper = new TestingServer(new InstanceSpec(null, -1, -1, -1, true, -1, -1, -1, ONLY_HERE), true);
		this.connection = CuratorFrameworkFactory.newClient(this.zooKeeper.getConnectString(), new RetryOneTime(100));
		this.connection.start();
		this.services = ServiceDiscoveryBuilder.builder(Void.class)
			.client(this.connection)
			.basePath("/services")
			.build();
		this.services.start();
		this.services.registerService(instance(this.first));
		this.context = SpringApplication.run(ShopApplication.class,
				"--zookeeper.address=" + this.zooKeeper.getConnectString(), "--spring.cloud.consul.enabled=false",
				"--resilience.discovery.poll-interval=100ms");
		this.client = this.context.getBean(RestClient.Builder.class).build();
	}

	@AfterEach
	void stop() throws IOException {
		this.context.close();
		this.connection.close();
		this.zooKeeper.close();
		this.first.stop(0);
		this.second.stop(0);
	}

	@Test
	void callsAnInstanceAndAnotherOneThatAppears() throws Exception {
		assertThat(call()).isEqualTo("first");
		this.services.registerService(instance(this.second));
		await().atMost(LONGEST).untilAsserted(() -> assertThat(call()).isEqualTo("second"));
		await().atMost(LONGEST).untilAsserted(() -> assertThat(call()).isEqualTo("first"));
	}

	@Test
	void leavesAnInstanceThatIsNoLongerRegistered() throws Exception {
		ServiceInstance<Void> leaving = instance(this.second);
		this.services.registerService(leaving);
		await().atMost(LONGEST).untilAsserted(() -> assertThat(call()).isEqualTo("second"));
		this.services.unregisterService(leaving);
		await().atMost(LONGEST).untilAsserted(() -> assertThat(listed()).isEqualTo(1));
		assertThat(IntStream.range(0, 50).mapToObj((i) -> call())).containsOnly("first");
	}

	@Test
	void goesOnWithTheLastListWhileZooKeeperIsAway(CapturedOutput output) throws Exception {
		assertThat(call()).isEqualTo("first");
		this.zooKeeper.stop();
		await().atMost(LONGEST).until(() -> {
			answersFromTheLastList();
			return output.getOut().contains("using the last 1");
		});
		await().during(LONGER_THAN_A_POLL).atMost(LONGEST).until(this::answersFromTheLastList);
		this.zooKeeper.restart();
		this.services.registerService(instance(this.second));
		await().atMost(LONGEST).untilAsserted(() -> assertThat(call()).isEqualTo("second"));
	}

	// An exception, unlike a false, ends the waiting: no call may fail
	private boolean answersFromTheLastList() {
		if (!call().equals("first") || listed() != 1) {
			throw new IllegalStateException("The last list is gone");
		}
		return true;
	}

	private String call() {
		return this.client.get().uri("http://inventory/").retrieve().body(String.class);
	}

	private int listed() {
		return this.context.getBean(DiscoveryClient.class).getInstances("inventory").size();
	}

	private static ServiceInstance<Void> instance(HttpServer server) throws Exception {
		return ServiceInstance.<Void>builder()
			.name("inventory")
			.address(server.getAddress().getHostString())
			.port(server.getAddress().getPort())
			.build();
	}

	private static HttpServer server(String answer) {
		try {
			HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
			server.createContext("/", (exchange) -> {
				exchange.sendResponseHeaders(200, answer.length());
				exchange.getResponseBody().write(answer.getBytes());
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
