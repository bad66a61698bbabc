package io.github.resiliencestarter.console;

import java.time.Clock;
import java.time.Instant;

/**
 * A fleet on a bad day.
 */
final class SampleFleet {

	private SampleFleet() {
	}

	static void fill(FakeFleet fleet) {
		Instant now = Clock.systemUTC().instant();
		fleet.add("storefront", 12, "orders", "search", "recommendations", "sessions");
		fleet.add("orders", 40, "inventory", "pricing", "payments")
			.forEach((instance) -> instance.set("inventory", "OPEN", now.minusSeconds(251), "FAILURE_RATE"));
		fleet.add("checkout", 16, "payments", "pricing", "fraud").subList(0, 6).forEach((instance) -> {
			instance.set("payments", "OPEN", now.minusSeconds(97), "SLOW_CALL_RATE");
			instance.set("fraud", "HALF_OPEN", now.minusSeconds(12), "PROBE");
		});
		fleet.add("search", 8, "catalog", "ranking")
			.forEach((instance) -> instance.set("ranking", "CLOSED", now.minusSeconds(4000), "PROBES_SUCCEEDED",
					"10.20.4.17:8080", "10.20.4.31:8080"));
		fleet.add("recommendations", 6, "catalog", "profiles")
			.get(0)
			.set("profiles", "HALF_OPEN", now.minusSeconds(31), "PROBE");
		fleet.add("catalog", 10, "images", "pricing");
		fleet.add("payments", 6, "bank-gateway", "ledger")
			.get(1)
			.set("ledger", "CLOSED", now.minusSeconds(610), "PROBES_SUCCEEDED", "10.20.7.2:9000");
		fleet.add("mailer", 3, "smtp-relay").get(2).fails(FakeInstance.Fault.hangs());
	}

}
