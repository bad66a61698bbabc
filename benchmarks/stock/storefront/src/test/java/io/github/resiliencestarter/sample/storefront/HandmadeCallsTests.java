package io.github.resiliencestarter.sample.storefront;

import org.junit.jupiter.api.AfterAll;
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
 * Tests for {@link HandmadeOrders} and {@link HandmadeInventory}: the code that the
 * experiments compare with the starter must work as documented.
 */
@SpringBootTest(properties = { "spring.cloud.consul.enabled=false", "resilience.enabled=false" })
@ActiveProfiles("stock")
@AutoConfigureMockMvc
class HandmadeCallsTests {

	private static final UnavailableServices services = UnavailableServices.start();

	@Autowired
	private MockMvcTester mvc;

	@DynamicPropertySource
	static void findServices(DynamicPropertyRegistry registry) {
		registry.add("spring.cloud.discovery.client.simple.instances.orders[0].uri", services::uri);
		registry.add("spring.cloud.discovery.client.simple.instances.inventory[0].uri", services::uri);
	}

	@AfterAll
	static void stopServices() {
		services.stop();
	}

	@Test
	void eachCallIsTriedThreeTimesBeforeItsFallbackIsUsed() {
		assertThat(this.mvc.get().uri("/home")).hasStatusOk();
		assertThat(services.requests()).isEqualTo(6);
		assertThat(this.mvc.get().uri("/checkout/1")).hasStatus(HttpStatus.SERVICE_UNAVAILABLE);
		assertThat(services.requests()).isEqualTo(9);
	}

}
