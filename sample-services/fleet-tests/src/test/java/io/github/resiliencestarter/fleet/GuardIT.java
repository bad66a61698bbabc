package io.github.resiliencestarter.fleet;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.github.resiliencestarter.fleet.Fleet.Response;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the effect of guarded HTTP clients on the whole fleet.
 */
@ExtendWith(FleetExtension.class)
class GuardIT {

	/**
	 * The same as storefront's {@code resilience.deadline.default-timeout}.
	 */
	private static final Duration DEADLINE = Duration.ofSeconds(3);

	@Test
	void aTargetThatFailsGetsHardlyMoreThanItsNormalLoadOverAChainOfThree(Fleet fleet) {
		fleet.load(20, 2, "/checkout/1");
		fleet.fault("inventory-1", "error=100%");
		fleet.fault("inventory-2", "error=100%");
		double asked = requests(fleet, "storefront-1");
		double attempts = requests(fleet, "inventory-1", "inventory-2");
		LoadReport report = fleet.load(50, 10, "/checkout/1");
		asked = requests(fleet, "storefront-1") - asked;
		attempts = requests(fleet, "inventory-1", "inventory-2") - attempts;
		assertThat(asked).isEqualTo(report.sent());
		assertThat(attempts / asked).as("%s attempts at inventory for %s requests", attempts, asked)
			.isPositive()
			.isLessThanOrEqualTo(1.5);
	}

	@Test
	void aTargetThatHangsTakesNeitherTheCallersTimeNorItsThreads(Fleet fleet) {
		fleet.load(20, 2, "/checkout/1");
		fleet.fault("inventory-1", "hang");
		fleet.fault("inventory-2", "hang");
		CompletableFuture<LoadReport> others = fleet.startLoad(10, 8, "/actuator/info");
		LoadReport hung = fleet.load(100, 8, "/checkout/1");
		assertThat(others.join().failed()).isZero();
		assertThat(hung.statuses().keySet()).as("%s", hung).isSubsetOf("503", "504");
		// The exact time is measured, not tested: twice the deadline cannot be a
		// coincidence
		assertThat(hung.maxMs()).isLessThan(2.0 * DEADLINE.toMillis());
	}

	@Test
	void theHomePageDoesWithoutAHungInventory(Fleet fleet) {
		fleet.fault("inventory-1", "hang");
		fleet.fault("inventory-2", "hang");
		Response home = fleet.get("storefront-1", "/home");
		assertThat(home.status()).isEqualTo(200);
		assertThat(home.body()).contains("bestSellers").doesNotContain("available");
	}

	@Test
	void retriesThatTheBudgetRefusesAreCounted(Fleet fleet) {
		fleet.fault("inventory-1", "error=100%");
		fleet.fault("inventory-2", "error=100%");
		fleet.load(20, 3, "/checkout/1");
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(fleet.promql("sum(resilience_client_rejected_total{reason=\"budget\"})"))
				.singleElement()
				.satisfies((series) -> assertThat(series.value()).isPositive()));
	}

	private static double requests(Fleet fleet, String... instances) {
		return Stream.of(instances)
			.flatMap((instance) -> fleet.get(instance, "/actuator/prometheus").body().lines())
			.filter((line) -> line.startsWith("http_server_requests_seconds_count"))
			.filter((line) -> !line.contains("/actuator") && !line.contains("/faults"))
			.mapToDouble((line) -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
			.sum();
	}

}
