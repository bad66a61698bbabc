package io.github.resiliencestarter.sample.storefront;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resiliencestarter.sample.protocol.flat.StockTable;
import io.github.resiliencestarter.sample.protocol.flat.StockTables;
import io.github.resiliencestarter.sample.storefront.InventoryApi.StockLevel;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.annotation.DirtiesContext.ClassMode;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the protection of an RPC with a marshaller of its own, in front of two
 * instances.
 */
@SpringBootTest(properties = { "sample.transport=grpc", "spring.cloud.consul.enabled=false",
		"resilience.client.attempt-timeout=10s", "resilience4j.retry.configs.default.wait-duration=10ms",
		"resilience4j.circuitbreaker.configs.default.minimum-number-of-calls=10" })
@DirtiesContext(classMode = ClassMode.BEFORE_EACH_TEST_METHOD)
class StockTableProtectionTests {

	private static final Instance good = new Instance("inventory-1");

	private static final Instance bad = new Instance("inventory-2");

	@Autowired
	private Inventory inventory;

	@Autowired
	private CircuitBreakerRegistry breakers;

	@BeforeAll
	static void start() throws IOException {
		good.start();
		bad.start();
	}

	@AfterAll
	static void stop() {
		good.server().shutdownNow();
		bad.server().shutdownNow();
	}

	@DynamicPropertySource
	static void findInventory(DynamicPropertyRegistry registry) {
		String instance = "spring.cloud.discovery.client.simple.instances.inventory[%d].uri";
		registry.add(instance.formatted(0), () -> "http://127.0.0.1:" + good.server().getPort());
		registry.add(instance.formatted(1), () -> "http://127.0.0.1:" + bad.server().getPort());
	}

	@BeforeEach
	void reset() {
		good.reset();
		bad.reset();
	}

	@Test
	void eachInstanceGetsCalls() {
		read(20);
		assertThat(good.calls).hasPositiveValue();
		assertThat(bad.calls).hasPositiveValue();
	}

	@Test
	void aFailedCallIsRetriedAndItsInstanceEjected() {
		bad.status = Status.UNAVAILABLE;
		read(40);
		assertThat(good.calls).hasValue(40);
		assertThat(bad.calls).hasPositiveValue().hasValueLessThan(10);
		assertThat(breaker().getState()).isEqualTo(CircuitBreaker.State.CLOSED);
	}

	@Test
	void theCircuitBreakerOpensWhenAllInstancesFail() {
		good.status = Status.INTERNAL;
		bad.status = Status.INTERNAL;
		for (int call = 0; call < 20; call++) {
			assertThat(this.inventory.stock()).isEmpty();
		}
		assertThat(breaker().getState()).isEqualTo(CircuitBreaker.State.OPEN);
		int calls = good.calls.get() + bad.calls.get();
		assertThat(this.inventory.stock()).isEmpty();
		assertThat(good.calls.get() + bad.calls.get()).isEqualTo(calls);
	}

	private CircuitBreaker breaker() {
		return this.breakers.circuitBreaker("inventory");
	}

	private void read(int times) {
		assertThat(IntStream.range(0, times).mapToObj((time) -> this.inventory.stock()))
			.allSatisfy((stock) -> assertThat(stock)
				.hasValueSatisfying((list) -> assertThat(list.levels()).containsExactly(new StockLevel("1", 3))));
	}

	/**
	 * Instance of inventory.
	 */
	private static final class Instance {

		private final AtomicInteger calls = new AtomicInteger();

		private final Server server;

		private final StockTable table;

		private volatile Status status = Status.OK;

		Instance(String name) {
			this.table = new StockTable.Builder(1).add("1", 3).build(name);
			this.server = NettyServerBuilder
				.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
						InsecureServerCredentials.create())
				.addService(ServerServiceDefinition.builder(StockTables.SERVICE)
					.addMethod(StockTables.READ, ServerCalls.asyncUnaryCall((request, response) -> respond(response)))
					.build())
				.build();
		}

		void start() throws IOException {
			this.server.start();
		}

		Server server() {
			return this.server;
		}

		void reset() {
			this.calls.set(0);
			this.status = Status.OK;
		}

		private void respond(StreamObserver<StockTable> response) {
			this.calls.incrementAndGet();
			if (!this.status.isOk()) {
				response.onError(this.status.asException());
				return;
			}
			response.onNext(this.table);
			response.onCompleted();
		}

	}

}
