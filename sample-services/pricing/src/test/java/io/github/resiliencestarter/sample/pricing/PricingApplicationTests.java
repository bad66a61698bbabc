package io.github.resiliencestarter.sample.pricing;

import java.util.Objects;

import io.github.resiliencestarter.sample.protocol.price.PriceReply;
import io.github.resiliencestarter.sample.protocol.price.sbe.PriceStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PricingApplication}, over real sockets.
 */
@Timeout(60)
class PricingApplicationTests {

	private ConfigurableApplicationContext context;

	private PriceConnection client;

	@BeforeEach
	void start() {
		this.context = new SpringApplicationBuilder(PricingApplication.class).run("--spring.cloud.consul.enabled=false",
				"--spring.cloud.consul.discovery.instance-id=pricing-7", "--server.port=0",
				"--server.address=127.0.0.1", "--sample.pricing.port=0", "--sample.faults.token=secret");
		this.client = new PriceConnection(this.context.getBean(PriceServer.class).port());
	}

	@AfterEach
	void stop() {
		this.context.close();
		this.client.close();
	}

	@Test
	void tellsThePriceOfASku() throws InterruptedException {
		assertThat(this.client.ask(7, "1")).isEqualTo(new PriceReply(7, PriceStatus.OK, 1290, "pricing-7"));
	}

	@Test
	void doesNotKnowOtherSkus() throws InterruptedException {
		assertThat(this.client.ask(8, "nosuch")).isEqualTo(new PriceReply(8, PriceStatus.UNKNOWN_SKU, 0, "pricing-7"));
	}

	@Test
	void failsAsTold() throws InterruptedException {
		fault("error=100%");
		assertThat(this.client.ask(9, "1")).isEqualTo(new PriceReply(9, PriceStatus.FAILED, 0, "pricing-7"));
		fault("none");
		assertThat(this.client.ask(10, "1")).isEqualTo(new PriceReply(10, PriceStatus.OK, 1290, "pricing-7"));
	}

	private void fault(String fault) {
		int port = Objects.requireNonNull(((WebServerApplicationContext) this.context).getWebServer()).getPort();
		RestClient.create("http://127.0.0.1:" + port)
			.put()
			.uri("/faults")
			.contentType(MediaType.TEXT_PLAIN)
			.header("X-Fault-Token", "secret")
			.body(fault)
			.retrieve()
			.toBodilessEntity();
	}

}
