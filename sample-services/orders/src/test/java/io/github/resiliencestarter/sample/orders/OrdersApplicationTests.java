package io.github.resiliencestarter.sample.orders;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OrdersApplication}, with an HTTP server for inventory that the load
 * balancer finds by its name.
 */
@SpringBootTest(properties = { "spring.cloud.consul.enabled=false", "resilience.client.attempt-timeout=10s",
		"spring.cloud.consul.discovery.instance-id=orders-7" })
@AutoConfigureMockMvc
class OrdersApplicationTests {

	private static final AtomicInteger requests = new AtomicInteger();

	private static HttpServer inventory;

	private static volatile int status;

	@Autowired
	private MockMvcTester mvc;

	@Autowired
	private CircuitBreakerRegistry breakers;

	@BeforeAll
	static void startInventory() throws IOException {
		inventory = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		inventory.createContext("/stock/", OrdersApplicationTests::answer);
		inventory.start();
	}

	@AfterAll
	static void stopInventory() {
		inventory.stop(0);
	}

	@DynamicPropertySource
	static void findInventory(DynamicPropertyRegistry registry) {
		registry.add("spring.cloud.discovery.client.simple.instances.inventory[0].uri",
				() -> "http://127.0.0.1:" + inventory.getAddress().getPort());
	}

	@BeforeEach
	void reset() {
		breaker().reset();
		requests.set(0);
		status = 200;
	}

	@Test
	void quotesOwnPriceAndStockOfInventory() {
		assertThat(this.mvc.get().uri("/quotes/1")).hasStatusOk().bodyJson().isStrictlyEqualTo("""
				{ "sku": "1", "title": "Coffee mug", "price": 12.90, "available": 3,
				  "servedBy": [ "orders-7", "inventory-7" ] }
				""");
	}

	@Test
	void doesNotKnowWhatInventoryDoesNotKnow() {
		status = 404;
		assertThat(this.mvc.get().uri("/quotes/nosuch")).hasStatus(HttpStatus.NOT_FOUND)
			.hasContentType(MediaType.APPLICATION_PROBLEM_JSON)
			.bodyJson()
			.extractingPath("detail")
			.isEqualTo("There is no such sku");
	}

	@Test
	void neitherRetriesNorBlamesInventoryForUnknownSku() {
		status = 404;
		this.mvc.get().uri("/quotes/nosuch").exchange();
		assertThat(requests).hasValue(1);
		assertThat(breaker().getMetrics().getNumberOfFailedCalls()).isZero();
	}

	@Test
	void doesNotQuoteWhatIsNotInTheCatalog() {
		assertThat(this.mvc.get().uri("/quotes/99")).hasStatus(HttpStatus.NOT_FOUND)
			.hasContentType(MediaType.APPLICATION_PROBLEM_JSON);
	}

	@Test
	void countsEachCallOnce() {
		this.mvc.get().uri("/quotes/1").exchange();
		assertThat(breaker().getMetrics().getNumberOfSuccessfulCalls()).isEqualTo(1);
	}

	@Test
	void triesAgainAndThenSaysThatItCannotQuoteWithoutInventory() {
		status = 500;
		assertThat(this.mvc.get().uri("/quotes/1")).hasStatus(HttpStatus.SERVICE_UNAVAILABLE)
			.hasContentType(MediaType.APPLICATION_PROBLEM_JSON)
			.bodyJson()
			.extractingPath("detail")
			.isEqualTo("The stock of 1 is currently not available");
		assertThat(requests).hasValue(3);
		assertThat(breaker().getMetrics().getNumberOfFailedCalls()).isEqualTo(1);
	}

	@Test
	void saysThatItCannotQuoteWhileTheBreakerIsOpen() {
		breaker().transitionToOpenState();
		assertThat(this.mvc.get().uri("/quotes/1")).hasStatus(HttpStatus.SERVICE_UNAVAILABLE);
		assertThat(requests).hasValue(0);
	}

	@Test
	void refusesWhatIsNoSkuWithoutAskingInventory() {
		assertThat(this.mvc.get().uri("/quotes/{sku}", "a b")).hasStatus(HttpStatus.BAD_REQUEST)
			.hasContentType(MediaType.APPLICATION_PROBLEM_JSON)
			.bodyJson()
			.extractingPath("detail")
			.isEqualTo("a sku is 1 to 20 letters, digits or dashes");
		assertThat(requests).hasValue(0);
	}

	@Test
	void listsBestSellersWithoutInventory() {
		status = 500;
		assertThat(this.mvc.get().uri("/best-sellers")).hasStatusOk()
			.bodyJson()
			.extractingPath("articles[*].sku")
			.asArray()
			.containsExactly("1", "4", "2");
	}

	private CircuitBreaker breaker() {
		return this.breakers.circuitBreaker("inventory");
	}

	private static void answer(HttpExchange exchange) throws IOException {
		requests.incrementAndGet();
		byte[] body = """
				{ "sku": "1", "available": 3, "instance": "inventory-7" }
				""".getBytes(StandardCharsets.UTF_8);
		exchange.getResponseHeaders().add("Content-Type", MediaType.APPLICATION_JSON_VALUE);
		exchange.sendResponseHeaders(status, body.length);
		exchange.getResponseBody().write(body);
		exchange.close();
	}

}
