package io.github.resiliencestarter.grpc.client;

import java.time.Duration;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.resiliencestarter.grpc.client.MisbehavingService.Behaviour;
import io.github.resiliencestarter.loadbalancing.Health;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Status.Code;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.grpc.client.GrpcChannelFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for standby, zones, weights and ejection of instances that a channel finds
 * through discovery.
 */
@Timeout(60)
@SuppressWarnings("NullAway.Init") // Each test runs an application of its own
class DiscoveredRulesTests {

	private static final Duration HANG_GUARD = Duration.ofSeconds(10);

	private MisbehavingService one;

	private MisbehavingService two;

	private ConfigurableApplicationContext context;

	private Channel channel;

	@BeforeEach
	void start() {
		this.one = new MisbehavingService();
		this.two = new MisbehavingService();
	}

	@AfterEach
	void stop() {
		this.context.close();
		this.one.close();
		this.two.close();
	}

	private void run(String... properties) {
		this.context = GrpcApplication
			.run(Stream.of(GrpcApplication.instances(this.one.port(), this.two.port()), properties)
				.flatMap(Arrays::stream)
				.toArray(String[]::new));
		this.channel = this.context.getBean(GrpcChannelFactory.class).createChannel("inventory");
	}

	private static String metadata(int instance, String entry) {
		return "spring.cloud.discovery.client.simple.instances.inventory[%d].metadata.%s".formatted(instance, entry);
	}

	private void find(Stub stub, int calls) {
		IntStream.range(0, calls)
			.forEach((i) -> assertThat(stub.call(this.channel, MisbehavingService.FIND, CallOptions.DEFAULT, "apple"))
				.isEqualTo("ok"));
	}

	@ParameterizedTest
	@EnumSource
	void standbyGetsCallsOnlyWhileTheActiveInstanceIsUnavailable(Stub stub) {
		run("resilience.loadbalancing.standby.metadata.role=spare", metadata(1, "role=spare"));
		find(stub, 20);
		assertThat(this.one.requests).hasSize(20);
		assertThat(this.two.requests).isEmpty();
		int port = this.one.port();
		this.one.close();
		find(stub, 20);
		assertThat(this.two.requests).hasSize(20);
		this.one = new MisbehavingService(port);
		Awaitility.await().atMost(HANG_GUARD).untilAsserted(() -> {
			find(stub, 1);
			assertThat(this.one.requests).isNotEmpty();
		});
	}

	@ParameterizedTest
	@EnumSource
	void callsStayInTheZoneWhileItsInstancesAreAvailable(Stub stub) {
		run("spring.cloud.loadbalancer.zone=near", metadata(0, "zone=far"), metadata(1, "zone=near"));
		find(stub, 20);
		assertThat(this.two.requests).hasSize(20);
		this.two.close();
		find(stub, 20);
		assertThat(this.one.requests).hasSize(20);
	}

	@Test
	void instanceWithoutWeightGetsNoCalls() {
		run(metadata(0, "weight=0"));
		find(Stub.BLOCKING, 20);
		assertThat(this.one.requests).isEmpty();
		assertThat(this.two.requests).hasSize(20);
	}

	@Test
	void weightIsTheShareOfTheCalls() {
		run(metadata(0, "weight=4"), "resilience.loadbalancing.slow-start=0",
				"resilience.loadbalancing.algorithm=round-robin");
		find(Stub.BLOCKING, 100);
		assertThat(this.one.requests).hasSizeBetween(55, 97);
	}

	@ParameterizedTest
	@EnumSource(value = Code.class, names = { "UNAVAILABLE", "INTERNAL", "UNKNOWN", "RESOURCE_EXHAUSTED" })
	void instanceThatFailsIsEjectedForItsRateOfErrors(Code code) {
		run("resilience4j.retry.configs.default.wait-duration=1ms");
		this.one.behave(Behaviour.fail(code));
		Awaitility.await().atMost(HANG_GUARD).untilAsserted(() -> {
			find(Stub.BLOCKING, 20);
			assertThat(Health.of(this.context, "inventory")).as(this.one.requests.size() + " calls")
				.isEqualTo(new Health(0, 1));
		});
		int before = this.one.requests.size();
		find(Stub.BLOCKING, 20);
		assertThat(this.one.requests).hasSize(before);
	}

}
