package io.github.resiliencestarter.sample.storefront;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HandmadeReservations}: it must work as documented, because the
 * experiments compare it with the starter.
 */
@SpringBootTest(
		properties = { "spring.cloud.consul.enabled=false", "resilience.enabled=false", "sample.outbox-delay=50ms" })
@ActiveProfiles("stock")
@AutoConfigureMockMvc
class HandmadeReservationsTests {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private static final UnavailableServices services = UnavailableServices.start();

	@Autowired
	private MockMvcTester mvc;

	@Autowired
	private JdbcClient jdbc;

	@DynamicPropertySource
	static void findServices(DynamicPropertyRegistry registry) {
		registry.add("spring.cloud.discovery.client.simple.instances.inventory[0].uri", services::uri);
	}

	@AfterAll
	static void stopServices() {
		services.stop();
	}

	@BeforeEach
	void reset() {
		this.jdbc.sql("delete from handmade_outbox").update();
		services.fail(true);
	}

	@Test
	void deliversWhatFailedOnce() {
		int before = services.requests();
		assertThat(this.mvc.post().uri("/checkout/1")).hasStatus(HttpStatus.CREATED);
		Awaitility.await().atMost(LIMIT).until(() -> services.requests() > before);
		assertThat(rows()).isEqualTo(1);
		services.fail(false);
		Awaitility.await().atMost(LIMIT).until(() -> rows() == 0);
	}

	@Test
	void givesUpAfterThreeAttempts() {
		int before = services.requests();
		assertThat(this.mvc.post().uri("/checkout/1")).hasStatus(HttpStatus.CREATED);
		Awaitility.await()
			.atMost(LIMIT)
			.until(() -> this.jdbc.sql("select count(*) from handmade_outbox where attempts = 3")
				.query(Integer.class)
				.single() == 1);
		assertThat(services.requests() - before).isEqualTo(3);
	}

	private int rows() {
		return this.jdbc.sql("select count(*) from handmade_outbox").query(Integer.class).single();
	}

}
