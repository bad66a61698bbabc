package io.github.resiliencestarter.sample.orders;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resiliencestarter.sample.protocol.InventoryGrpc.InventoryImplBase;
import io.github.resiliencestarter.sample.protocol.Stock;
import io.github.resiliencestarter.sample.protocol.StockRequest;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.http.HttpStatus;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the settings of gRPC that the experiments compare the starter with: discovery
 * of two instances, round robin, retries and a deadline.
 */
@SpringBootTest(
		properties = { "sample.transport=grpc", "spring.cloud.consul.enabled=false", "resilience.enabled=false" })
@ActiveProfiles("stock")
@AutoConfigureMockMvc
class HandmadeGrpcTests {

	private static final Instance one = new Instance();

	private static final Instance two = new Instance();

	@Autowired
	private MockMvcTester mvc;

	@Autowired
	private CircuitBreakerRegistry breakers;

	@BeforeAll
	static void startInventory() throws IOException {
		one.server.start();
		two.server.start();
	}

	@AfterAll
	static void stopInventory() {
		one.server.shutdownNow();
		two.server.shutdownNow();
	}

	@DynamicPropertySource
	static void findInventory(DynamicPropertyRegistry registry) {
		String instance = "spring.cloud.discovery.client.simple.instances.inventory";
		registry.add(instance + "[0].uri", () -> "http://127.0.0.1:" + one.server.getPort());
		registry.add(instance + "[1].uri", () -> "http://127.0.0.1:1");
		registry.add(instance + "[1].metadata[gRPC_port]", two.server::getPort);
	}

	@BeforeEach
	void reset() {
		this.breakers.circuitBreaker("inventory").reset();
		one.reset();
		two.reset();
	}

	@Test
	void callsInstancesInTurn() {
		for (int call = 0; call < 20; call++) {
			assertThat(this.mvc.get().uri("/quotes/1")).hasStatusOk();
		}
		assertThat(one.calls.get() + two.calls.get()).isEqualTo(20);
		assertThat(one.calls.get()).isBetween(7, 13);
	}

	@Test
	void retriesThreeTimesAndCountsTheCallOnce() {
		one.status = Status.UNAVAILABLE;
		two.status = Status.INTERNAL;
		assertThat(this.mvc.get().uri("/quotes/1")).hasStatus(HttpStatus.SERVICE_UNAVAILABLE);
		assertThat(one.calls.get() + two.calls.get()).isEqualTo(3);
		assertThat(this.breakers.circuitBreaker("inventory").getMetrics().getNumberOfFailedCalls()).isOne();
	}

	@Test
	void doesNotRetryWhatInventoryDoesNotKnow() {
		one.status = Status.NOT_FOUND;
		two.status = Status.NOT_FOUND;
		assertThat(this.mvc.get().uri("/quotes/nosuch")).hasStatus(HttpStatus.NOT_FOUND);
		assertThat(one.calls.get() + two.calls.get()).isOne();
	}

	@Test
	void sendsADeadline() {
		assertThat(this.mvc.get().uri("/quotes/1")).hasStatusOk();
		Deadline deadline = (one.deadline != null) ? one.deadline : two.deadline;
		assertThat(deadline).isNotNull()
			.satisfies((end) -> assertThat(end.timeRemaining(TimeUnit.MILLISECONDS)).isLessThanOrEqualTo(1000));
	}

	/**
	 * Instance of inventory.
	 */
	private static final class Instance extends InventoryImplBase {

		private final AtomicInteger calls = new AtomicInteger();

		private final Server server = NettyServerBuilder
			.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), InsecureServerCredentials.create())
			.addService(this)
			.build();

		private volatile Status status = Status.OK;

		private volatile @Nullable Deadline deadline;

		void reset() {
			this.calls.set(0);
			this.status = Status.OK;
			this.deadline = null;
		}

		@Override
		public void getStock(StockRequest request, StreamObserver<Stock> response) {
			this.calls.incrementAndGet();
			this.deadline = Context.current().getDeadline();
			if (!this.status.isOk()) {
				response.onError(this.status.asException());
				return;
			}
			response.onNext(Stock.newBuilder().setSku(request.getSku()).setAvailable(3).build());
			response.onCompleted();
		}

	}

}
