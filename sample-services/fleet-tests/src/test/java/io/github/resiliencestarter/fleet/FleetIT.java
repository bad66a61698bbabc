package io.github.resiliencestarter.fleet;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.github.resiliencestarter.fleet.Fleet.Instance;
import io.github.resiliencestarter.fleet.Fleet.Response;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the fleet without faults and with one faulty instance.
 */
@ExtendWith(FleetExtension.class)
class FleetIT {

	private final JsonMapper json = new JsonMapper();

	@Test
	void allInstancesArePassingInConsul(Fleet fleet) {
		assertThat(fleet.status()).extracting(Instance::name)
			.containsExactly("storefront-1", "orders-1", "orders-2", "inventory-1", "inventory-2", "consul",
					"prometheus");
		assertThat(fleet.status()).allMatch(Instance::isPassing);
	}

	@Test
	void checkoutAnswersWithDataOfAllThreeServices(Fleet fleet) {
		Response checkout = fleet.get("storefront-1", "/checkout/1");
		assertThat(checkout.status()).isEqualTo(200);
		JsonNode servedBy = this.json.readTree(checkout.body()).path("servedBy");
		assertThat(servedBy).extracting(JsonNode::asString)
			.satisfiesExactly((storefront) -> assertThat(storefront).isEqualTo("storefront-1"),
					(orders) -> assertThat(orders).matches("orders-[12]"),
					(inventory) -> assertThat(inventory).matches("inventory-[12]"));
	}

	@Test
	void anEvenLoadLosesNoRequest(Fleet fleet) {
		LoadReport report = fleet.load(20, 5, "/checkout/1");
		assertThat(report.sent()).isEqualTo(100);
		assertThat(report.failed()).as("%s", report).isZero();
		assertThat(report.statuses()).isEqualTo(Map.of("200", 100));
		assertThat(report.p50Ms()).isPositive().isLessThanOrEqualTo(report.p99Ms());
		assertThat(report.p99Ms()).isLessThanOrEqualTo(report.maxMs());
	}

	@Test
	void theOtherInstanceServesWhenOneIsKilledAndTheKilledOneComesBackOnItsPort(Fleet fleet) {
		Instance before = fleet.instance("inventory-1");
		fleet.kill("inventory-1");
		assertThat(fleet.instance("inventory-1").pid()).isNull();
		assertThat(IntStream.range(0, 50).map((i) -> fleet.get("storefront-1", "/checkout/1").status()))
			.containsOnly(200);
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.until(() -> !fleet.instance("inventory-1").consul().equals("passing"));
		Awaitility.await().atMost(Duration.ofSeconds(90)).until(() -> isAnsweredBy(fleet, "inventory-2", 10));
		fleet.start("inventory-1");
		Instance after = fleet.instance("inventory-1");
		assertThat(after.isPassing()).isTrue();
		assertThat(after.port()).isEqualTo(before.port());
		assertThat(after.pid()).isNotEqualTo(before.pid());
	}

	@Test
	void prometheusScrapesEachInstanceByItsNameInConsul(Fleet fleet) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.untilAsserted(() -> assertThat(fleet.promql("up{%s} == 1".formatted(Fleet.SERVICES)))
				.extracting((series) -> series.labels().getOrDefault("instance", ""))
				.containsExactlyInAnyOrder("storefront-1", "orders-1", "orders-2", "inventory-1", "inventory-2"));
	}

	@Test
	void anOverrideReachesAllInstancesAndEndsWhenRevoked(Fleet fleet) {
		String id = fleet
			.run("override", "create", "--application", "orders", "--target", "inventory", "--state", "force-open",
					"--for", "2m", "--reason", "test", "--share", "100")
			.strip();
		try {
			assertThat(fleet.run("override", "watch", id)).isEqualTo("2 of 2 applied\n");
			for (String instance : List.of("orders-1", "orders-2")) {
				assertThat(fleet.get(instance, "/actuator/resilience/inventory").body())
					.contains("\"state\":\"FORCED_OPEN\"");
			}
			assertThat(fleet.run("override", "list")).contains(id, "force-open inventory");
		}
		finally {
			assertThat(fleet.run("override", "revoke", id)).isEqualTo(id + ": revoked\n");
		}
		Awaitility.await()
			.atMost(Duration.ofSeconds(5))
			.untilAsserted(() -> assertThat(fleet.get("orders-1", "/actuator/resilience/inventory").body())
				.doesNotContain("\"state\":\"FORCED_OPEN\""));
	}

	@Test
	void aFaultIsSeenByCallersUntilItIsLifted(Fleet fleet) {
		fleet.fault("storefront-1", "error=100%");
		assertThat(fleet.get("storefront-1", "/checkout/1").status()).isEqualTo(500);
		assertThat(fleet.load(20, 1, "/checkout/1").statuses()).isEqualTo(Map.of("500", 20));
		fleet.fault("storefront-1", "none");
		assertThat(fleet.get("storefront-1", "/checkout/1").status()).isEqualTo(200);
	}

	private boolean isAnsweredBy(Fleet fleet, String inventory, int times) {
		return IntStream.range(0, times).allMatch((i) -> {
			Response checkout = fleet.get("storefront-1", "/checkout/1");
			return checkout.status() == 200 && checkout.body().contains(inventory);
		});
	}

}
