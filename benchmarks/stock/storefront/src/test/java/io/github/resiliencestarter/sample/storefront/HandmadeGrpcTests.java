package io.github.resiliencestarter.sample.storefront;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.http.HttpStatus;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the setup of gRPC that the experiments compare the starter with.
 */
@SpringBootTest(properties = { "sample.transport=grpc", "spring.cloud.consul.enabled=false", "resilience.enabled=false",
		"spring.cloud.discovery.client.simple.instances.orders[0].uri=http://127.0.0.1:1",
		"spring.cloud.discovery.client.simple.instances.inventory[0].uri=http://127.0.0.1:1" })
@ActiveProfiles("stock")
@AutoConfigureMockMvc
class HandmadeGrpcTests {

	@Autowired
	private MockMvcTester mvc;

	@Test
	void usesTheFallbacksWhenServicesAreDown() {
		assertThat(this.mvc.get().uri("/home")).hasStatusOk();
		assertThat(this.mvc.get().uri("/checkout/1")).hasStatus(HttpStatus.SERVICE_UNAVAILABLE);
	}

}
