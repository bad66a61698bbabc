package io.github.resiliencestarter.discovery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.github.resiliencestarter.StarterContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Order of preference among two real datacenters. The caller is in west, and would rather
 * have the instances of east.
 */
@ExtendWith(OutputCaptureExtension.class)
class DatacentersIT {

	private static final Duration SOON = Duration.ofSeconds(2);

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	@TempDir
	private Path directory;

	private RealConsul east;

	private RealConsul west;

	private ConfigurableApplicationContext application;

	private DiscoveryClient client;

	@BeforeEach
	void start() throws IOException {
		this.east = new RealConsul(Files.createDirectory(this.directory.resolve("east")), "-datacenter=east");
		this.west = new RealConsul(Files.createDirectory(this.directory.resolve("west")), "-datacenter=west");
		this.west.joinOverWan(this.east);
		this.application = new SpringApplicationBuilder(StarterContext.Everything.class).web(WebApplicationType.NONE)
			.properties("spring.application.name=orders", "spring.main.banner-mode=off",
					"spring.cloud.consul.port=" + this.west.port(),
					"spring.cloud.consul.discovery.datacenters.inventory=east,west")
			.run();
		this.client = this.application.getBean(DiscoveryClient.class);
	}

	@AfterEach
	void stop() {
		this.application.close();
		this.west.close();
		this.east.close();
	}

	@Test
	void secondIsUsedExactlyWhileTheFirstHasNoInstance() {
		ConsulApplications.register(this.west, "w");
		awaitInstances("w", PATIENCE);
		ConsulApplications.register(this.east, "e");
		awaitInstances("e", SOON);
		ConsulApplications.register(this.west, "w2");
		this.east.put("/v1/agent/service/register", """
				{"ID": "e2", "Name": "inventory", "Address": "10.0.0.1", "Port": 1,
				 "Check": {"TTL": "1h", "Status": "passing"}}""");
		this.east.put("/v1/agent/service/deregister/e", "");
		awaitInstances("e2", SOON);
		this.east.put("/v1/agent/check/fail/service:e2", "");
		Awaitility.await()
			.atMost(SOON)
			.untilAsserted(() -> assertThat(instances()).containsExactlyInAnyOrder("w", "w2"));
	}

	@Test
	void firstThatIsGoneWithItsConsulGivesWayToTheSecondAndGetsItsCallsBack(CapturedOutput output) {
		ConsulApplications.register(this.west, "w");
		ConsulApplications.register(this.east, "e");
		awaitInstances("e", PATIENCE);
		this.east.kill();
		awaitInstances("w", Duration.ofSeconds(90));
		assertThat(output).contains("Consul (east) cannot list the instances of 'inventory'")
			.containsOnlyOnce("Consul (east) has not responded about 'inventory' for");
		this.east.start();
		this.west.joinOverWan(this.east);
		ConsulApplications.register(this.east, "e");
		awaitInstances("e", PATIENCE);
	}

	private void awaitInstances(String id, Duration patience) {
		Awaitility.await().atMost(patience).untilAsserted(() -> assertThat(instances()).containsExactly(id));
	}

	private List<String> instances() {
		return ConsulApplications.instances(this.client);
	}

}
