package io.github.resiliencestarter.sample.storefront;

import java.net.URI;
import java.util.Objects;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Prices}, with two instances of pricing.
 */
@Timeout(120)
class PricesTests {

	private static final String INSTANCE = "--spring.cloud.discovery.client.simple.instances.pricing[%d].";

	private final PriceServer one = new PriceServer("pricing-1");

	private final PriceServer two = new PriceServer("pricing-2");

	private ConfigurableApplicationContext context;

	@BeforeEach
	void start() {
		// The HTTP port of an instance is not that of its prices
		this.context = new SpringApplicationBuilder(StorefrontApplication.class).run("--server.port=0",
				"--server.address=127.0.0.1", "--spring.cloud.consul.enabled=false",
				"--spring.cloud.consul.discovery.instance-id=storefront-7",
				"--resilience.loadbalancing.ejection.time.base=60s", INSTANCE.formatted(0) + "uri=http://127.0.0.1:1",
				INSTANCE.formatted(0) + "metadata.sbe_port=" + this.one.port(),
				INSTANCE.formatted(1) + "uri=http://127.0.0.1:2",
				INSTANCE.formatted(1) + "metadata.sbe_port=" + this.two.port());
	}

	@AfterEach
	void stop() {
		this.context.close();
		this.one.stop();
		this.two.stop();
	}

	@Test
	void showsThePriceAndWhoHadPartInIt() {
		assertThat(get("/prices/1").getBody()).matches("""
				\\{"sku":"1","price":12.90,"servedBy":\\["storefront-7","pricing-[12]"]}""");
		assertThat(get("/prices/nosuch").getStatusCode()).isEqualTo(HttpStatus.NOT_FOUND);
		assertThat(get("/prices/n%20o").getStatusCode()).isEqualTo(HttpStatus.BAD_REQUEST);
	}

	@Test
	void showsThePriceWhileOneInstanceIsDead() {
		IntStream.range(0, 20).forEach((i) -> assertThat(status("/prices/1")).isEqualTo(HttpStatus.OK));
		this.one.stop();
		IntStream.range(0, 20).forEach((i) -> assertThat(status("/prices/1")).isEqualTo(HttpStatus.OK));
	}

	@Test
	void leavesAnInstanceThatFailsAlone() {
		this.one.fail();
		IntStream.range(0, 60).forEach((i) -> assertThat(status("/prices/1")).isEqualTo(HttpStatus.OK));
		assertThat(this.one.queries()).isLessThan(20);
	}

	@Test
	void showsNoPriceWhilePricingIsDown() {
		this.one.stop();
		this.two.stop();
		assertThat(get("/prices/1")).satisfies((response) -> {
			assertThat(response.getStatusCode()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
			assertThat(response.getBody()).contains("There is no price");
		});
	}

	private HttpStatusCode status(String path) {
		return get(path).getStatusCode();
	}

	private ResponseEntity<String> get(String path) {
		int port = Objects.requireNonNull(((WebServerApplicationContext) this.context).getWebServer()).getPort();
		return RestClient.builder().defaultStatusHandler((status) -> true, (request, response) -> {
		}).build().get().uri(URI.create("http://127.0.0.1:" + port + path)).retrieve().toEntity(String.class);
	}

}
