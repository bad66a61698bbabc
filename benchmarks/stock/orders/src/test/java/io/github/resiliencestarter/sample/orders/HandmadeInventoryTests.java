package io.github.resiliencestarter.sample.orders;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpServer;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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
 * Tests for {@link HandmadeInventory}: the code that the experiments compare with the
 * starter must work as documented.
 */
@SpringBootTest(properties = { "spring.cloud.consul.enabled=false", "resilience.enabled=false" })
@ActiveProfiles("stock")
@AutoConfigureMockMvc
class HandmadeInventoryTests {

	private static final AtomicInteger requests = new AtomicInteger();

	private static HttpServer inventory;

	@BeforeAll
	static void startInventory() throws IOException {
		inventory = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		inventory.createContext("/", (exchange) -> {
			requests.incrementAndGet();
			exchange.sendResponseHeaders(500, -1);
			exchange.close();
		});
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

	@Test
	void retriesAndCountsEachAttempt(@Autowired MockMvcTester mvc, @Autowired CircuitBreakerRegistry breakers) {
		assertThat(mvc.get().uri("/quotes/1")).hasStatus(HttpStatus.SERVICE_UNAVAILABLE);
		assertThat(requests).hasValue(3);
		assertThat(breakers.circuitBreaker("inventory").getMetrics().getNumberOfFailedCalls()).isEqualTo(3);
	}

}
