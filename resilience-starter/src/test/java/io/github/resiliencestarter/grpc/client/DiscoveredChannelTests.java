package io.github.resiliencestarter.grpc.client;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resiliencestarter.grpc.client.MisbehavingService.Behaviour;
import io.github.resiliencestarter.loadbalancing.Health;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.grpc.client.GrpcChannelFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for channels that use discovery, with our load balancer and real servers.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
@SuppressWarnings("NullAway.Init") // Each test runs an application of its own
class DiscoveredChannelTests {

	private static final Duration HANG_GUARD = Duration.ofSeconds(10);

	private static final String[] STRICT = { "resilience4j.circuitbreaker.configs.default.minimum-number-of-calls=2",
			"resilience4j.circuitbreaker.configs.default.failure-rate-threshold=50",
			"resilience.client.retry-budget.min-per-second=0", "resilience.client.retry-budget.ratio=0",
			"resilience.client.attempt-timeout=3s" };

	private MisbehavingService one;

	private MisbehavingService two;

	private ConfigurableApplicationContext context;

	private Events events;

	private Channel channel;

	@BeforeEach
	void start() {
		this.one = new MisbehavingService();
		this.two = new MisbehavingService();
	}

	@AfterEach
	void stop() {
		if (this.context != null) {
			this.context.close();
		}
		this.one.close();
		this.two.close();
	}

	private void run(String[]... properties) {
		this.context = GrpcApplication.run(Arrays.stream(properties).flatMap(Stream::of).toArray(String[]::new));
		this.events = this.context.getBean(Events.class);
		this.channel = channel("inventory");
	}

	private ManagedChannel channel(String name) {
		return this.context.getBean(GrpcChannelFactory.class).createChannel(name);
	}

	private String find() {
		return Stub.BLOCKING.call(this.channel, MisbehavingService.FIND, CallOptions.DEFAULT, "apple");
	}

	private static String[] instances(int... ports) {
		return GrpcApplication.instances(ports);
	}

	private static String[] with(String... properties) {
		return properties;
	}

	@ParameterizedTest
	@ValueSource(strings = { "inventory", "discovery:///inventory", "discovery:/inventory", "discovery:inventory" })
	void spreadsCallsOverTheInstancesOfAService(String name) {
		run(instances(this.one.port(), this.two.port()));
		Channel channel = channel(name);
		IntStream.range(0, 20)
			.forEach((
					i) -> assertThat(Stub.BLOCKING.call(channel, MisbehavingService.FIND, CallOptions.DEFAULT, "apple"))
						.isEqualTo("ok"));
		// How many go where depends on how long each connection takes to open
		assertThat(this.one.requests).isNotEmpty();
		assertThat(this.two.requests).isNotEmpty();
		assertThat(this.one.requests.size() + this.two.requests.size()).isEqualTo(20);
		assertThat(Health.of(this.context, "inventory")).isEqualTo(new Health(0, 0));
	}

	@ParameterizedTest
	@EnumSource
	void retriesARefusedCallOnAnotherInstanceWithoutBudgetAndWithoutCountingInTheBreaker(Stub stub) throws IOException {
		run(instances(freePort(), this.one.port()), STRICT);
		IntStream.range(0, 20)
			.forEach(
					(i) -> assertThat(stub.call(this.channel, MisbehavingService.RESERVE, CallOptions.DEFAULT, "apple"))
						.isEqualTo("ok"));
		assertThat(this.one.requests).hasSize(20);
		assertThat(Health.of(this.context, "inventory")).isEqualTo(new Health(0, 1));
		assertThat(this.events.all).filteredOn("attempt 1 Failure"::equals).hasSize(1);
		CircuitBreaker breaker = this.context.getBean(CircuitBreakerRegistry.class).circuitBreaker("inventory");
		assertThat(breaker.getState()).isEqualTo(CircuitBreaker.State.CLOSED);
		assertThat(breaker.getMetrics().getNumberOfFailedCalls()).isZero();
	}

	@ParameterizedTest
	@EnumSource
	void retriesOnAnotherInstanceImmediatelyAfterAFailedResponse(Stub stub) {
		run(instances(this.one.port(), this.two.port()),
				with("resilience4j.retry.instances.inventory.wait-duration=100s",
						"resilience4j.retry.instances.inventory.enable-exponential-backoff=false"));
		this.one.behave(Behaviour.fail(Code.UNAVAILABLE));
		IntStream.range(0, 40)
			.forEach((i) -> assertThat(stub.call(this.channel, MisbehavingService.FIND, CallOptions.DEFAULT, "apple"))
				.isEqualTo("ok"));
		assertThat(this.events.all).contains("attempt 2 Success");
	}

	@Test
	void neitherEjectsNorRetriesForAStatusThatIsTheCallersFault() {
		run(instances(this.one.port(), this.two.port()));
		this.one.behave(Behaviour.fail(Code.NOT_FOUND));
		this.two.behave(Behaviour.fail(Code.NOT_FOUND));
		IntStream.range(0, 40).forEach((i) -> assertFails(Code.NOT_FOUND, ""));
		assertThat(Health.of(this.context, "inventory")).isEqualTo(new Health(0, 0));
	}

	@Test
	void ejectsAnInstanceThatDoesNotRespond() {
		run(instances(this.one.port(), this.two.port()));
		this.one.behave(Behaviour.hang());
		IntStream.range(0, 20).forEach((i) -> assertThat(find()).isEqualTo("ok"));
		assertThat(this.one.requests.size()).isLessThanOrEqualTo(5);
	}

	@Test
	void returnsToAnInstanceThatIsBack() throws IOException {
		int port = freePort();
		run(instances(port, this.one.port()), with("resilience.loadbalancing.ejection.time.base=200ms",
				"resilience.loadbalancing.ejection.time.max=200ms", "resilience.loadbalancing.slow-start=0"));
		IntStream.range(0, 20).forEach((i) -> assertThat(find()).isEqualTo("ok"));
		try (MisbehavingService back = new MisbehavingService(port)) {
			Awaitility.await().atMost(HANG_GUARD).untilAsserted(() -> {
				find();
				assertThat(back.requests.size()).isGreaterThan(5);
			});
		}
		IntStream.range(0, 20).forEach((i) -> assertThat(find()).isEqualTo("ok"));
	}

	@Test
	void reconnectsAtOnceWhenTheOnlyInstanceIsBack() throws IOException {
		int port = freePort();
		run(instances(port));
		for (int i = 0; i < 10; i++) {
			assertFails(Code.UNAVAILABLE, "");
		}
		try (MisbehavingService back = new MisbehavingService(port)) {
			assertThat(find()).isEqualTo("ok");
			assertThat(back.requests).hasSize(1);
		}
	}

	@Test
	void callsThePortInTheMetadata() {
		run(instances(1, 2), port(0, Integer.toString(this.one.port())), port(1, " " + this.two.port() + " "));
		IntStream.range(0, 10).forEach((i) -> assertThat(find()).isEqualTo("ok"));
		assertThat(this.one.requests).isNotEmpty();
		assertThat(this.two.requests).isNotEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "none", "0", "-1", "65536", "99999999999", "90 90", "1e3" })
	void leavesOutAnInstanceWhoseMetadataIsNoPort(String port) {
		run(instances(this.two.port(), this.one.port()), port(0, port));
		IntStream.range(0, 10).forEach((i) -> assertThat(find()).isEqualTo("ok"));
		assertThat(this.one.requests).hasSize(10);
		assertThat(this.events.all).doesNotContain("attempt 1 Failure");
		assertThat(Health.of(this.context, "inventory")).isEqualTo(new Health(0, 0));
	}

	@Test
	void namesServiceAndKeyIfTheMetadataOfAllInstancesIsNoPort() {
		run(instances(this.one.port(), this.two.port()), port(0, "none"), port(1, "none"));
		assertFails(Code.UNAVAILABLE, "Metadata gRPC_port of 'inventory' at 127.0.0.1:");
	}

	@Test
	void saysThatAServiceIsUnknown() {
		run();
		assertFails(Code.UNAVAILABLE, "No instance of 'inventory' is known");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "discovery:///", "discovery:///a/b", "discovery:///inventory:9090", "discovery://host/a b" })
	void rejectsATargetThatNamesNoService(String target) {
		run();
		assertThatIllegalArgumentException().isThrownBy(() -> channel(target))
			.withMessageContaining("discovery:///<service>");
	}

	@Test
	void leavesAnUnknownSchemeToGrpc(CapturedOutput output) {
		run();
		assertThatIllegalArgumentException().isThrownBy(() -> channel("nonsense:///inventory"))
			.withMessageContaining("nonsense:///inventory");
		assertThat(output)
			.contains("Target 'nonsense:///inventory' of a gRPC channel has the unknown scheme 'nonsense'");
	}

	@Test
	void namesTheKeyOfAnUnknownScheme(CapturedOutput output) {
		String key = "spring.grpc.client.channel.inventory.target";
		assertThatIllegalArgumentException().isThrownBy(() -> run(with(key + "=discovry:///inventory")));
		assertThat(output).contains("Target 'discovry:///inventory' of gRPC channel 'inventory' (" + key
				+ ") has the unknown scheme 'discovry'; write discovery:///<service>");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "   " })
	void namesTheKeyOfABlankTarget(String target) {
		String key = "spring.grpc.client.channel.inventory.target";
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> run(with(key + "=" + target)))
			.withMessageContaining(key);
	}

	@Test
	void leavesTheAddressOfTheUserAlone() {
		run(with("spring.grpc.client.channel.inventory.target=static://127.0.0.1:" + this.one.port()));
		assertThat(find()).isEqualTo("ok");
		assertThat(this.events.all).contains("call SUCCESS");
		this.channel = channel("127.0.0.1:" + this.two.port());
		assertThat(find()).isEqualTo("ok");
		assertThat(this.context.getBean(CircuitBreakerRegistry.class).getAllCircuitBreakers())
			.extracting(CircuitBreaker::getName)
			.contains("inventory", "127.0.0.1");
	}

	@Test
	void discoversAChannelWithSettingsButNoAddress() {
		run(instances(this.one.port()), with("spring.grpc.client.channel.inventory.idle.timeout=1s"));
		assertThat(find()).isEqualTo("ok");
	}

	@Test
	void leavesTheLoadBalancingPolicyOfTheUserAlone() {
		run(instances(this.one.port(), this.two.port()),
				with("spring.grpc.client.channel.inventory.default.load-balancing-policy=round_robin"));
		Awaitility.await().atMost(HANG_GUARD).untilAsserted(() -> {
			find();
			assertThat(this.one.requests).isNotEmpty();
			assertThat(this.two.requests).isNotEmpty();
		});
	}

	@Test
	void sendsTheRetriesOfGrpcToAnotherInstance() {
		String config = "spring.grpc.client.channel.inventory.service-config.method[0].";
		run(instances(this.one.port(), this.two.port()),
				with(config + "name[0].service=test.Inventory", config + "retry.max-attempts=2",
						config + "retry.initial-backoff=10ms", config + "retry.max-backoff=10ms",
						config + "retry.backoff-multiplier=1", config + "retry.retryable-status-codes=UNAVAILABLE"));
		this.one.behave(Behaviour.fail(Code.UNAVAILABLE));
		IntStream.range(0, 10).forEach((i) -> assertThat(find()).isEqualTo("ok"));
		assertThat(this.events.all).doesNotContain("attempt 2 Success");
		assertThat(this.one.requests).isNotEmpty();
		assertThat(Health.of(this.context, "inventory")).isEqualTo(new Health(0, 0));
	}

	@Test
	void worksAfterTheChannelHasBeenIdle() {
		run(instances(this.one.port(), this.two.port()), with("spring.grpc.client.channel.inventory.idle.timeout=1s"));
		ManagedChannel channel = (ManagedChannel) this.channel;
		assertThat(find()).isEqualTo("ok");
		Awaitility.await().atMost(HANG_GUARD).until(() -> channel.getState(false) == ConnectivityState.IDLE);
		assertThat(find()).isEqualTo("ok");
	}

	@Test
	void balancesCallsThatAreNotGuarded() throws IOException {
		run(instances(freePort(), this.one.port(), this.two.port()), with("resilience.client.enabled=false"));
		for (int i = 0; i < 40; i++) {
			try {
				find();
			}
			catch (StatusRuntimeException ex) {
				assertThat(ex.getStatus().getCode()).isEqualTo(Code.UNAVAILABLE);
			}
		}
		assertThat(this.one.requests.size() + this.two.requests.size()).isEqualTo(39);
		assertThat(Health.of(this.context, "inventory")).isEqualTo(new Health(0, 1));
	}

	@Test
	void canBeDisabled() {
		run(instances(this.one.port()), with("resilience.grpc.enabled=false",
				"spring.grpc.client.channel.other.target=static://127.0.0.1:" + this.one.port()));
		this.channel = channel("other");
		assertThat(find()).isEqualTo("ok");
		assertThat(this.events.all).isEmpty();
	}

	private static String[] port(int instance, String port) {
		return with("spring.cloud.discovery.client.simple.instances.inventory[%d].metadata.gRPC_port=%s"
			.formatted(instance, port));
	}

	private void assertFails(Code code, String text) {
		assertThatExceptionOfType(StatusRuntimeException.class).isThrownBy(this::find)
			.satisfies((ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(code))
			.withMessageContaining(text);
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

}
