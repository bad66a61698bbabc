package io.github.resiliencestarter.sample.inventory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InventoryApplication}.
 */
@SpringBootTest(
		properties = { "spring.cloud.consul.enabled=false", "spring.cloud.consul.discovery.instance-id=inventory-7" })
@AutoConfigureMockMvc
class InventoryApplicationTests {

	@Autowired
	private MockMvcTester mvc;

	@Test
	void tellsTheStockOfOneSkuAndWhoSaysSo() {
		assertThat(this.mvc.get().uri("/stock/1")).hasStatusOk().bodyJson().isStrictlyEqualTo("""
				{ "sku": "1", "available": 112, "instance": "inventory-7" }
				""");
	}

	@Test
	void doesNotCountWhatIsReserved() {
		assertThat(this.mvc.get().uri("/stock/3")).hasStatusOk().bodyJson().extractingPath("available").isEqualTo(0);
	}

	@Test
	void tellsTheStockOfAllSkus() {
		assertThat(this.mvc.get().uri("/stock")).hasStatusOk()
			.bodyJson()
			.hasPathSatisfying("instance", (instance) -> assertThat(instance).isEqualTo("inventory-7"))
			.extractingPath("levels[*].sku")
			.asArray()
			.containsExactly("1", "2", "3", "4", "5");
	}

	@Test
	void doesNotKnowOtherSkus() {
		assertThat(this.mvc.get().uri("/stock/nosuch")).hasStatus(HttpStatus.NOT_FOUND)
			.hasContentType(MediaType.APPLICATION_PROBLEM_JSON)
			.bodyJson()
			.extractingPath("detail")
			.isEqualTo("There is no sku nosuch");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a b", "1'--", "<1>", "123456789012345678901" })
	void refusesWhatIsNoSku(String sku) {
		assertThat(this.mvc.get().uri("/stock/{sku}", sku)).hasStatus(HttpStatus.BAD_REQUEST)
			.hasContentType(MediaType.APPLICATION_PROBLEM_JSON)
			.bodyJson()
			.extractingPath("detail")
			.isEqualTo("a sku is 1 to 20 letters, digits or dashes");
	}

	@Test
	void reservesOncePerIdempotencyKey() {
		assertThat(reserve("key-7", "order-7")).hasStatus(HttpStatus.CREATED);
		assertThat(reserve("key-7", "order-7")).hasStatus(HttpStatus.OK);
		assertThat(this.mvc.get().uri("/reservations")).hasStatusOk().bodyJson().isStrictlyEqualTo("""
				{ "orders": [ "order-7" ], "repeated": 1 }
				""");
	}

	@ParameterizedTest
	@CsvSource({ "a b, order-8", "key-8, order 8" })
	void rejectsReservationsThatCannotBeWrittenDown(String key, String order) {
		assertThat(reserve(key, order)).hasStatus(HttpStatus.BAD_REQUEST);
	}

	@Test
	void reservesNothingOfOtherSkus() {
		assertThat(reserve("key-8", "order-8", "nosuch")).hasStatus(HttpStatus.NOT_FOUND);
	}

	@Test
	void rejectsReservationsWithoutAKey() {
		assertThat(this.mvc.post()
			.uri("/reservations")
			.contentType(MediaType.APPLICATION_JSON)
			.content("{ \"order\": \"order-9\", \"sku\": \"1\" }")).hasStatus(HttpStatus.BAD_REQUEST);
	}

	private MvcTestResult reserve(String key, String order) {
		return reserve(key, order, "1");
	}

	private MvcTestResult reserve(String key, String order, String sku) {
		return this.mvc.post()
			.uri("/reservations")
			.header("Idempotency-Key", key)
			.contentType(MediaType.APPLICATION_JSON)
			.content("{ \"order\": \"%s\", \"sku\": \"%s\" }".formatted(order, sku))
			.exchange();
	}

}
