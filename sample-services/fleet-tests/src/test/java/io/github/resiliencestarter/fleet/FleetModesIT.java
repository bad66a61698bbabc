package io.github.resiliencestarter.fleet;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

import io.github.resiliencestarter.fleet.Fleet.Instance;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the modes of the fleet.
 */
@ExtendWith(FleetExtension.class)
class FleetModesIT {

	@ParameterizedTest
	@ValueSource(strings = { "plain", "stock" })
	@StartsTheFleet
	void withoutTheStarterTheFleetServesAndIsWatchedAllTheSame(String mode, Fleet fleet) {
		fleet.command("up", "--" + mode).orFail();
		assertThat(fleet.command("up").err()).contains("another mode, " + mode);
		assertThat(fleet.get("storefront-1", "/checkout/1").status()).isEqualTo(200);
		String scrape = fleet.get("storefront-1", "/actuator/prometheus").body();
		assertThat(scrape).contains("http_server_requests_seconds_bucket{application=\"storefront\"")
			.doesNotContain("resilience_circuitbreaker");
		assertThat(scrape.contains("resilience4j_retry_calls_total{")).isEqualTo(mode.equals("stock"));
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.untilAsserted(() -> assertThat(fleet.promql("up{%s} == 1".formatted(Fleet.SERVICES))).hasSize(5));
	}

	@Test
	@StartsTheFleet
	void behindHaproxyAKilledInstanceCostsNoRequest(Fleet fleet) {
		fleet.command("up", "--haproxy").orFail();
		assertThat(fleet.status()).hasSize(8).allMatch(Instance::isPassing);
		fleet.kill("inventory-1");
		assertThat(IntStream.range(0, 50).map((i) -> fleet.get("storefront-1", "/checkout/1").status()))
			.containsOnly(200);
		fleet.kill("haproxy");
		assertThat(fleet.get("storefront-1", "/checkout/1").status()).isEqualTo(500);
		fleet.start("haproxy");
		assertThat(fleet.get("storefront-1", "/checkout/1").status()).isEqualTo(200);
		fleet.start("inventory-1");
		assertThat(IntStream.range(0, 4).mapToObj((i) -> fleet.get("storefront-1", "/checkout/1").body()))
			.anyMatch((body) -> body.contains("inventory-1"));
		List<Long> pids = fleet.status().stream().map(Instance::pid).filter(Objects::nonNull).toList();
		fleet.down();
		assertThat(pids).hasSize(8).noneMatch(Fleet::isRunning);
	}

	@Test
	@StartsTheFleet
	void overGrpcAKilledInstanceCostsNoRequest(Fleet fleet) {
		fleet.command("up", "--grpc").orFail();
		assertThat(fleet.status()).hasSize(7).allMatch(Instance::isPassing);
		fleet.kill("inventory-1");
		assertThat(IntStream.range(0, 50).map((i) -> fleet.get("storefront-1", "/checkout/1").status()))
			.containsOnly(200);
		fleet.start("inventory-1");
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.until(() -> fleet.get("storefront-1", "/checkout/1").body().contains("inventory-1"));
		assertThat(fleet.get("orders-1", "/actuator/prometheus").body()).contains("resilience_circuitbreaker");
	}

}
