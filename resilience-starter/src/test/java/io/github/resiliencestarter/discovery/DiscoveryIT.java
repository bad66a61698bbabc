package io.github.resiliencestarter.discovery;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;
import org.springframework.cloud.client.discovery.DiscoveryClient;

import static io.github.resiliencestarter.discovery.ConsulApplications.instances;
import static io.github.resiliencestarter.discovery.ConsulApplications.register;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Finding instances, with a real agent.
 */
class DiscoveryIT {

	private static final Duration SECOND = Duration.ofSeconds(1);

	@TempDir
	private Path directory;

	private ConsulApplications applications;

	@BeforeEach
	void start() {
		this.applications = new ConsulApplications(this.directory);
	}

	@AfterEach
	void stop() throws Exception {
		this.applications.close();
	}

	@Test
	void changeArrivesWithinASecond() {
		RealConsul consul = this.applications.consul();
		register(consul, "a");
		DiscoveryClient client = client(consul);
		assertThat(instances(client)).containsExactly("a");
		register(consul, "b");
		Awaitility.await().atMost(SECOND).until(() -> instances(client).size() == 2);
		consul.put("/v1/agent/service/deregister/a", "");
		Awaitility.await().atMost(SECOND).until(() -> instances(client).equals(List.of("b")));
	}

	@Test
	void instanceThatFailsItsCheckIsGone() {
		RealConsul consul = this.applications.consul();
		register(consul, "a");
		consul.put("/v1/agent/service/register", """
				{"ID": "b", "Name": "inventory", "Address": "10.0.0.1", "Port": 1,
				 "Check": {"TTL": "1h", "Status": "passing"}}""");
		DiscoveryClient client = client(consul);
		assertThat(instances(client)).containsExactlyInAnyOrder("a", "b");
		consul.put("/v1/agent/check/fail/service:b", "");
		Awaitility.await().atMost(SECOND).until(() -> instances(client).equals(List.of("a")));
	}

	private DiscoveryClient client(RealConsul consul) {
		return this.applications.start(consul, WebApplicationType.NONE).getBean(DiscoveryClient.class);
	}

}
