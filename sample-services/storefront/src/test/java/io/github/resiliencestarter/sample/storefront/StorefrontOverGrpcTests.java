package io.github.resiliencestarter.sample.storefront;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resiliencestarter.sample.protocol.BestSellers;
import io.github.resiliencestarter.sample.protocol.BestSellersRequest;
import io.github.resiliencestarter.sample.protocol.OrdersGrpc.OrdersImplBase;
import io.github.resiliencestarter.sample.protocol.Quote;
import io.github.resiliencestarter.sample.protocol.QuoteRequest;
import io.github.resiliencestarter.sample.protocol.flat.StockTable;
import io.github.resiliencestarter.sample.protocol.flat.StockTables;
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
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.http.HttpStatus;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StorefrontApplication} with dependencies that serve gRPC.
 */
@SpringBootTest(properties = { "sample.transport=grpc", "spring.cloud.consul.enabled=false",
		"resilience.client.attempt-timeout=10s", "spring.cloud.consul.discovery.instance-id=storefront-7" })
@AutoConfigureMockMvc
class StorefrontOverGrpcTests {

	private static Server neighbours;

	private static volatile Status status = Status.OK;

	@Autowired
	private MockMvcTester mvc;

	@Autowired
	private CircuitBreakerRegistry breakers;

	@BeforeAll
	static void startNeighbours() throws IOException {
		neighbours = NettyServerBuilder
			.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), InsecureServerCredentials.create())
			.addService(new Orders())
			.addService(inventory())
			.build()
			.start();
	}

	@AfterAll
	static void stopNeighbours() {
		neighbours.shutdownNow();
	}

	@DynamicPropertySource
	static void findNeighbours(DynamicPropertyRegistry registry) {
		for (String name : new String[] { "orders", "inventory" }) {
			registry.add("spring.grpc.client.channel." + name + ".target",
					() -> "static://127.0.0.1:" + neighbours.getPort());
		}
	}

	@BeforeEach
	void reset() {
		this.breakers.getAllCircuitBreakers().forEach(CircuitBreaker::reset);
		status = Status.OK;
	}

	@Test
	void checkoutShowsWhatOrdersQuotes() {
		assertThat(this.mvc.get().uri("/checkout/1")).hasStatusOk().bodyJson().isStrictlyEqualTo("""
				{ "sku": "1", "title": "Coffee mug", "price": 12.90, "available": 3, "delivery": "tomorrow",
				  "servedBy": [ "storefront-7", "orders-7", "inventory-7" ] }
				""");
	}

	@Test
	void checkoutDoesNotKnowWhatOrdersDoesNotKnow() {
		status = Status.NOT_FOUND;
		assertThat(this.mvc.get().uri("/checkout/nosuch")).hasStatus(HttpStatus.NOT_FOUND);
	}

	@Test
	void checkoutIsUnavailableWhileOrdersIsDown() {
		status = Status.INTERNAL;
		assertThat(this.mvc.get().uri("/checkout/1")).hasStatus(HttpStatus.SERVICE_UNAVAILABLE);
	}

	@Test
	void homeShowsBestSellersAndStock() {
		assertThat(this.mvc.get().uri("/home")).hasStatusOk().bodyJson().isStrictlyEqualTo("""
				{ "bestSellers": [ { "sku": "1", "title": "Coffee mug", "price": 12.90 } ],
				  "stock": [ { "sku": "1", "available": 3 } ],
				  "servedBy": [ "storefront-7", "orders-7", "inventory-7" ] }
				""");
	}

	@Test
	void homeIsThereWhileAllOthersAreDown() {
		status = Status.UNAVAILABLE;
		assertThat(this.mvc.get().uri("/home")).hasStatusOk().bodyJson().isStrictlyEqualTo("""
				{ "servedBy": [ "storefront-7" ] }
				""");
	}

	private static <T> void respond(StreamObserver<T> response, T value) {
		if (!status.isOk()) {
			response.onError(status.asException());
			return;
		}
		response.onNext(value);
		response.onCompleted();
	}

	private static final class Orders extends OrdersImplBase {

		@Override
		public void getQuote(QuoteRequest request, StreamObserver<Quote> response) {
			respond(response,
					Quote.newBuilder()
						.setSku(request.getSku())
						.setTitle("Coffee mug")
						.setPrice("12.90")
						.setAvailable(3)
						.addServedBy("orders-7")
						.addServedBy("inventory-7")
						.build());
		}

		@Override
		public void listBestSellers(BestSellersRequest request, StreamObserver<BestSellers> response) {
			BestSellers.Builder list = BestSellers.newBuilder().setInstance("orders-7");
			list.addArticlesBuilder().setSku("1").setTitle("Coffee mug").setPrice("12.90");
			respond(response, list.build());
		}

	}

	private static ServerServiceDefinition inventory() {
		return ServerServiceDefinition.builder(StockTables.SERVICE)
			.addMethod(StockTables.READ,
					ServerCalls.asyncUnaryCall((request, response) -> respond(response,
							new StockTable.Builder(1).add("1", 3).build("inventory-7"))))
			.build();
	}

}
