package io.github.resiliencestarter.discovery;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import io.github.resiliencestarter.threads.ResilienceThreads;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cloud.client.ServiceInstance;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConsulConnections}, with an agent that allows 200 connections.
 */
@ExtendWith(OutputCaptureExtension.class)
class ConsulConnectionsTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final int TARGETS = 250;

	private final ResilienceThreads owner = new ResilienceThreads(false);

	private final DiscoveryThreads threads = new DiscoveryThreads(this.owner);

	private final LimitedConsul consul = new LimitedConsul(200);

	private final List<ConsulWatch> watches = new ArrayList<>();

	private final Integer[] ports = new Integer[TARGETS];

	@AfterEach
	void stop() {
		this.watches.forEach(ConsulWatch::stop);
		this.consul.close();
		this.owner.stop();
	}

	@Test
	void allTargetsAreFoundAndTheirChangesSeenWithFewConnections(CapturedOutput output) {
		watchAll(100);
		awaitPort(1);
		this.consul.change(2);
		awaitPort(2);
		assertThat(this.consul.mostConnections()).isLessThanOrEqualTo(100);
		assertThat(this.consul.rejected()).isZero();
		assertThat(output).containsOnlyOnce("More than 90 targets are watched in Consul; further ones are polled")
			.contains("limits.http_max_conns_per_client", "resilience.discovery.consul.max-connections")
			.doesNotContain("429");
	}

	@Test
	void agentThatRejectsConnectionsIsLeftRoom(CapturedOutput output) {
		watchAll(400);
		awaitPort(1);
		this.consul.change(2);
		awaitPort(2);
		int rejected = this.consul.rejected();
		this.consul.change(3);
		awaitPort(3);
		assertThat(this.consul.rejected() - rejected).isLessThan(50);
		assertThat(output)
			.containsOnlyOnce("Consul rejected a connection because this address has too many (HTTP 429)");
	}

	private void watchAll(int maxConnections) {
		DiscoveryTime time = DiscoveryTime.system(this.threads);
		ConsulAgents agents = new ConsulAgents(List.of(URI.create("http://127.0.0.1:" + this.consul.port())), null,
				() -> null, this.threads, this.threads.workers());
		ConsulConnections connections = new ConsulConnections(agents, maxConnections, time);
		for (int i = 0; i < TARGETS; i++) {
			InstanceQuery query = new InstanceQuery("target-" + i, null, List.of(), true, null);
			ConsulWatch watch = new ConsulWatch(connections, query, Duration.ofSeconds(25), time, new Ports(i));
			this.watches.add(watch);
			watch.start();
		}
	}

	private void awaitPort(int port) {
		Awaitility.await()
			.atMost(PATIENCE)
			.until(() -> IntStream.range(0, TARGETS)
				.allMatch((target) -> Integer.valueOf(port).equals(this.ports[target])));
	}

	private final class Ports implements InstanceWatch.Listener {

		private final int target;

		Ports(int target) {
			this.target = target;
		}

		@Override
		public void onInstances(List<ServiceInstance> instances, boolean pushed) {
			ConsulConnectionsTests.this.ports[this.target] = instances.get(0).getPort();
		}

		@Override
		public void onFailure(String reason, boolean heardUntilNow) {
		}

	}

}
