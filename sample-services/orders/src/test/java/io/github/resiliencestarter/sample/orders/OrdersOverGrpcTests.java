package io.github.resiliencestarter.sample.orders;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resiliencestarter.sample.protocol.InventoryGrpc.InventoryImplBase;
import io.github.resiliencestarter.sample.protocol.OrdersGrpc;
import io.github.resiliencestarter.sample.protocol.OrdersGrpc.OrdersBlockingStub;
import io.github.resiliencestarter.sample.protocol.Quote;
import io.github.resiliencestarter.sample.protocol.QuoteRequest;
import io.github.resiliencestarter.sample.protocol.Stock;
import io.github.resiliencestarter.sample.protocol.StockRequest;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycle;
import org.springframework.http.HttpStatus;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link OrdersApplication} over gRPC, on both sides.
 */
@SpringBootTest(properties = { "sample.transport=grpc", "spring.cloud.consul.enabled=false",
		"resilience.client.attempt-timeout=10s", "spring.cloud.consul.discovery.instance-id=orders-7" })
@AutoConfigureMockMvc
class OrdersOverGrpcTests {

	private static final AtomicInteger calls = new AtomicInteger();

	private static Server inventory;

	private static volatile Status status = Status.OK;

	@Autowired
	private MockMvcTester mvc;

	@Autowired
	private GrpcServerLifecycle server;

	@Autowired
	private CircuitBreakerRegistry breakers;

	private ManagedChannel channel;

	private OrdersBlockingStub orders;

	@BeforeAll
	static void startInventory() throws IOException {
		inventory = NettyServerBuilder
			.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), InsecureServerCredentials.create())
			.addService(new Inventories())
			.build()
			.start();
	}

	@AfterAll
	static void stopInventory() {
		inventory.shutdownNow();
	}

	@DynamicPropertySource
	static void findInventory(DynamicPropertyRegistry registry) {
		registry.add("spring.grpc.client.channel.inventory.target", () -> "static://127.0.0.1:" + inventory.getPort());
	}

	@BeforeEach
	void connect() {
		this.breakers.circuitBreaker("inventory").reset();
		calls.set(0);
		status = Status.OK;
		this.channel = ManagedChannelBuilder.forAddress("127.0.0.1", this.server.getPort()).usePlaintext().build();
		this.orders = OrdersGrpc.newBlockingStub(this.channel).withDeadlineAfter(20, TimeUnit.SECONDS);
	}

	@AfterEach
	void disconnect() {
		this.channel.shutdownNow();
	}

	@Test
	void quotesOwnPriceAndStockOfInventory() {
		Quote quote = this.orders.getQuote(QuoteRequest.newBuilder().setSku("1").build());
		assertThat(quote.getPrice()).isEqualTo("12.90");
		assertThat(quote.getServedByList()).containsExactly("orders-7", "inventory-7");
		assertThat(this.mvc.get().uri("/quotes/1")).hasStatusOk().bodyJson().isStrictlyEqualTo("""
				{ "sku": "1", "title": "Coffee mug", "price": 12.90, "available": 3,
				  "servedBy": [ "orders-7", "inventory-7" ] }
				""");
	}

	@Test
	void doesNotKnowWhatInventoryDoesNotKnow() {
		status = Status.NOT_FOUND.withDescription("There is no sku nosuch");
		assertThat(failure("nosuch").getStatus().getCode()).isEqualTo(Code.NOT_FOUND);
		assertThat(this.mvc.get().uri("/quotes/nosuch")).hasStatus(HttpStatus.NOT_FOUND);
		assertThat(calls).hasValue(2);
	}

	@Test
	void saysThatItCannotQuoteWithoutInventory() {
		status = Status.INTERNAL.withDescription("secret");
		StatusRuntimeException ex = failure("1");
		assertThat(ex.getStatus().getCode()).isEqualTo(Code.UNAVAILABLE);
		assertThat(ex.getStatus().getDescription()).isEqualTo("The stock of 1 is currently not available");
		assertThat(
				ex.getTrailers().containsKey(Metadata.Key.of("x-failed-dependency", Metadata.ASCII_STRING_MARSHALLER)))
			.isTrue();
		assertThat(this.mvc.get().uri("/quotes/1")).hasStatus(HttpStatus.SERVICE_UNAVAILABLE);
	}

	@Test
	void refusesWhatIsNoSkuWithoutAskingInventory() {
		assertThat(failure("a b").getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
		assertThat(calls).hasValue(0);
	}

	private StatusRuntimeException failure(String sku) {
		return catchThrowableOfType(StatusRuntimeException.class,
				() -> this.orders.getQuote(QuoteRequest.newBuilder().setSku(sku).build()));
	}

	private static final class Inventories extends InventoryImplBase {

		@Override
		public void getStock(StockRequest request, StreamObserver<Stock> response) {
			calls.incrementAndGet();
			if (!status.isOk()) {
				response.onError(status.asException());
				return;
			}
			response
				.onNext(Stock.newBuilder().setSku(request.getSku()).setAvailable(3).setInstance("inventory-7").build());
			response.onCompleted();
		}

	}

}
