package io.github.resiliencestarter.fleet;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

import static org.awaitility.Awaitility.await;

/**
 * A story for dashboards to tell: all instances of inventory fail until a breaker has
 * opened, and recover, in a fleet that is called all the while. Times are Prometheus'.
 */
final class Outage {

	private static final Duration PATIENCE = Duration.ofSeconds(90);

	private static final Pattern OPEN_BREAKER = Pattern
		.compile("resilience4j_circuitbreaker_state\\{[^}]*state=\"open\"[^}]*} 1\\.0");

	private final Fleet fleet;

	private final PrometheusApi prometheus;

	Outage(Fleet fleet, PrometheusApi prometheus) {
		this.fleet = fleet;
		this.prometheus = prometheus;
	}

	/** Returns when the fleet is well, which an earlier test may have left it not. */
	double awaitThat(BooleanSupplier isWell) {
		return callUntil("the fleet to be well", isWell);
	}

	double awaitScrapes(int scrapes) {
		double end = this.prometheus.now() + PrometheusApi.secondsOf(scrapes);
		return callUntil(scrapes + " scrapes", () -> this.prometheus.now() >= end);
	}

	/** Returns when a breaker is seen open, in the service itself. */
	double begin() {
		fault("error=100%");
		return callUntil("a breaker to open",
				() -> OPEN_BREAKER.matcher(this.fleet.get("orders-1", "/actuator/prometheus").body()).find());
	}

	void end() {
		fault("none");
	}

	private void fault(String fault) {
		this.fleet.fault("inventory-1", fault);
		this.fleet.fault("inventory-2", fault);
	}

	private double callUntil(String description, BooleanSupplier condition) {
		await(description).atMost(PATIENCE).until(() -> {
			this.fleet.get("storefront-1", "/checkout/1");
			this.fleet.get("storefront-1", "/home");
			return condition.getAsBoolean();
		});
		return this.prometheus.now();
	}

}
