package io.github.resiliencestarter.sample.storefront;

import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.client.observation.ClientRequestObservationContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StorefrontApplication}, with an HTTP server for its dependencies,
 * which the load balancer finds by their names.
 */
@SpringBootTest(properties = { "spring.cloud.consul.enabled=false", "resilience.client.attempt-timeout=10s",
		"spring.cloud.consul.discovery.instance-id=storefront-7" })
@AutoConfigureMockMvc
class StorefrontApplicationTests {

	private static final Neighbours neighbours = new Neighbours();

	@Autowired
	private MockMvcTester mvc;

	@Autowired
	private CircuitBreakerRegistry breakers;

	@Autowired
	private ClientRequests clientRequests;

	@DynamicPropertySource
	static void findNeighbours(DynamicPropertyRegistry registry) {
		registry.add("spring.cloud.discovery.client.simple.instances.orders[0].uri", neighbours::uri);
		registry.add("spring.cloud.discovery.client.simple.instances.inventory[0].uri", neighbours::uri);
	}

	@AfterAll
	static void stopNeighbours() {
		neighbours.stop();
	}

	@BeforeEach
	void reset() {
		neighbours.reset();
		this.breakers.getAllCircuitBreakers().forEach(CircuitBreaker::reset);
		this.clientRequests.contexts.clear();
	}

	@Test
	void checkoutShowsWhatOrdersQuotesAndWhoHadPartInIt() {
		neighbours.answer("/quotes/1", 200, """
				{ "sku": "1", "title": "Coffee mug", "price": 12.90, "available": 3,
				  "servedBy": [ "orders-7", "inventory-7" ] }
				""");
		assertThat(this.mvc.get().uri("/checkout/1")).hasStatusOk().bodyJson().isStrictlyEqualTo("""
				{ "sku": "1", "title": "Coffee mug", "price": 12.90, "available": 3, "delivery": "tomorrow",
				  "servedBy": [ "storefront-7", "orders-7", "inventory-7" ] }
				""");
	}

	@Test
	void checkoutPromisesNoDeliveryOfWhatIsNotThere() {
		neighbours.answer("/quotes/3", 200, """
				{ "sku": "3", "title": "Copper cezve", "price": 41.75, "available": 0, "servedBy": [] }
				""");
		assertThat(this.mvc.get().uri("/checkout/3")).hasStatusOk()
			.bodyJson()
			.extractingPath("delivery")
			.isEqualTo("when it is in stock again");
	}

	@Test
	void checkoutDoesNotKnowWhatOrdersDoesNotKnow() {
		neighbours.answer("/quotes/nosuch", 404, """
				{ "title": "Not Found", "status": 404 }
				""");
		assertThat(this.mvc.get().uri("/checkout/nosuch")).hasStatus(HttpStatus.NOT_FOUND)
			.hasContentType(MediaType.APPLICATION_PROBLEM_JSON)
			.bodyJson()
			.extractingPath("detail")
			.isEqualTo("There is no such sku");
		assertThat(neighbours.asked()).hasSize(1);
		assertThat(this.breakers.circuitBreaker("orders").getMetrics().getNumberOfFailedCalls()).isZero();
	}

	@Test
	void checkoutIsUnavailableWhileOrdersIsAway() {
		assertThat(this.mvc.get().uri("/checkout/1")).hasStatus(HttpStatus.SERVICE_UNAVAILABLE)
			.hasContentType(MediaType.APPLICATION_PROBLEM_JSON)
			.bodyJson()
			.extractingPath("detail")
			.isEqualTo("Ordering is currently not available");
	}

	@Test
	void checkoutRefusesWhatIsNoSkuWithoutAskingOrders() {
		assertThat(this.mvc.get().uri("/checkout/{sku}", "a b")).hasStatus(HttpStatus.BAD_REQUEST)
			.hasContentType(MediaType.APPLICATION_PROBLEM_JSON)
			.bodyJson()
			.extractingPath("detail")
			.isEqualTo("a sku is 1 to 20 letters, digits or dashes");
		assertThat(neighbours.asked()).isEmpty();
	}

	@Test
	void bestSellersAreWhatOrdersSaysWithoutInventory() {
		neighbours.answerBestSellers();
		assertThat(this.mvc.get().uri("/best-sellers")).hasStatusOk().bodyJson().isStrictlyEqualTo("""
				{ "articles": [ { "sku": "1", "title": "Coffee mug", "price": 12.90 } ], "instance": "orders-7" }
				""");
		assertThat(neighbours.asked()).containsExactly("/best-sellers");
	}

	@Test
	void bestSellersAreUnavailableWhileOrdersIsAway() {
		assertThat(this.mvc.get().uri("/best-sellers")).hasStatus(HttpStatus.SERVICE_UNAVAILABLE)
			.hasContentType(MediaType.APPLICATION_PROBLEM_JSON)
			.bodyJson()
			.extractingPath("detail")
			.isEqualTo("The best sellers are currently not available");
	}

	@Test
	void homeShowsBestSellersAndStock() {
		neighbours.answerBestSellers();
		neighbours.answerStock();
		assertThat(this.mvc.get().uri("/home")).hasStatusOk().bodyJson().isStrictlyEqualTo("""
				{ "bestSellers": [ { "sku": "1", "title": "Coffee mug", "price": 12.90 } ],
				  "stock": [ { "sku": "1", "available": 3 } ],
				  "servedBy": [ "storefront-7", "orders-7", "inventory-7" ] }
				""");
	}

	@Test
	void homeAsksBothAtTheSameTime() {
		neighbours.answerBestSellers();
		neighbours.answerStock();
		neighbours.answerOnlyWhenBothAreAsked();
		assertThat(this.mvc.get().uri("/home")).hasStatusOk().bodyJson().hasPath("bestSellers").hasPath("stock");
		assertThat(this.clientRequests.contexts).hasSize(2);
	}

	@Test
	void homeAsksBothInTheSameTrace() {
		neighbours.answerBestSellers();
		neighbours.answerStock();
		this.mvc.get().uri("/home").exchange();
		assertThat(this.clientRequests.contexts).hasSize(2)
			.extracting(Observation.Context::getParentObservation)
			.doesNotContainNull();
	}

	@Test
	void homeDoesWithoutStockFiguresWhileInventoryIsAway() {
		neighbours.answerBestSellers();
		assertThat(this.mvc.get().uri("/home")).hasStatusOk().bodyJson().isStrictlyEqualTo("""
				{ "bestSellers": [ { "sku": "1", "title": "Coffee mug", "price": 12.90 } ],
				  "servedBy": [ "storefront-7", "orders-7" ] }
				""");
	}

	@Test
	void homeTriesAgainBeforeItDoesWithout() {
		neighbours.answerBestSellers();
		this.mvc.get().uri("/home").exchange();
		assertThat(neighbours.asked()).containsExactlyInAnyOrder("/best-sellers", "/stock", "/stock", "/stock");
	}

	@Test
	void homeDoesWithoutBestSellersWhileOrdersIsAway() {
		neighbours.answerStock();
		assertThat(this.mvc.get().uri("/home")).hasStatusOk().bodyJson().isStrictlyEqualTo("""
				{ "stock": [ { "sku": "1", "available": 3 } ],
				  "servedBy": [ "storefront-7", "inventory-7" ] }
				""");
	}

	@Test
	void homeIsThereWhileAllOthersAreAway() {
		assertThat(this.mvc.get().uri("/home")).hasStatusOk().bodyJson().isStrictlyEqualTo("""
				{ "servedBy": [ "storefront-7" ] }
				""");
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class ClientRequests implements ObservationHandler<ClientRequestObservationContext> {

		private final Collection<ClientRequestObservationContext> contexts = new ConcurrentLinkedQueue<>();

		@Override
		public void onStop(ClientRequestObservationContext context) {
			this.contexts.add(context);
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return context instanceof ClientRequestObservationContext;
		}

	}

}
