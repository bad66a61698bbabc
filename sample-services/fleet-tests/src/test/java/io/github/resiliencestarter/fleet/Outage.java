package io.github.resiliencestarter.fleet;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.awaitility.core.ConditionTimeoutException;

import static org.awaitility.Awaitility.await;

/**
 * An outage that dashboards and alerts must show: one instance of inventory fails, then
 * all of them until a circuit breaker has opened; Consul is down while there is no
 * traffic; all instances hang; and they fail again. Except for that phase, there is
 * constant traffic. Times are those of Prometheus.
 */
final class Outage {

	private static final Duration PATIENCE = Duration.ofSeconds(90);

	private static final Pattern OPEN_BREAKER = Pattern
		.compile("resilience4j_circuitbreaker_state\\{[^}]*state=\"open\"[^}]*} 1\\.0");

	private final Fleet fleet;

	private final PrometheusApi prometheus;

	private final Set<String> fired = new HashSet<>();

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

	/** An override of no consequence is obeyed, and another one is rejected. */
	void overrideUntilFired(Set<String> alerts) {
		this.fleet.run("override", "create", "--application", "*", "--set",
				"resilience.client.targets.inventory.retry-budget.window=11s", "--for", "10m", "--reason", "board",
				"--id", "board");
		this.fleet.putInConsul("resilience/overrides/board-rejected", "no JSON");
		lastUntilFired(alerts);
		awaitScrapes(2);
		this.fleet.run("override", "revoke", "board-rejected");
		this.fleet.run("override", "revoke", "board");
	}

	/**
	 * A payment is carried out, and another one becomes a dead letter, because inventory
	 * does not know its article.
	 */
	void payUntilFired(Set<String> alerts) {
		pay("1");
		pay("nosuch");
		lastUntilFired(alerts);
	}

	/** One of two instances fails, long enough to be noticed. */
	void failOnOneInstance() {
		this.fleet.fault("inventory-1", "error=100%");
		awaitScrapes(3);
	}

	/** Returns when a breaker is seen open, in the services themselves. */
	double begin() {
		fault("error=100%");
		return callUntil("a breaker to open", () -> Stream.of("storefront-1", "orders-1", "orders-2")
			.anyMatch((name) -> OPEN_BREAKER.matcher(this.fleet.get(name, "/actuator/prometheus").body()).find()));
	}

	/**
	 * Extends the outage until all of the alerts have fired, up to a limit.
	 */
	void lastUntilFired(Set<String> alerts) {
		waitFor(alerts, this::callUntil);
	}

	void end() {
		fault("none");
	}

	/** Breakers that are open still have nothing to close by. */
	void withoutCallsAndConsul(Set<String> alerts) {
		this.fleet.kill("consul");
		waitFor(alerts, this::waitUntil);
		this.fleet.start("consul");
	}

	/** Both hang, and tell Prometheus nothing either. */
	void hang(Set<String> alerts) {
		this.fleet.pause("inventory-1");
		this.fleet.pause("inventory-2");
		lastUntilFired(alerts);
		this.fleet.resume("inventory-1");
		this.fleet.resume("inventory-2");
	}

	/** What has closed, or was not opened by hanging, opens once more. */
	void failUntilFired(Set<String> alerts) {
		fault("error=100%");
		lastUntilFired(alerts);
		end();
	}

	private void waitFor(Set<String> alerts, BiConsumer<String, BooleanSupplier> wait) {
		try {
			wait.accept("alerts to fire", () -> this.fired.containsAll(alerts));
		}
		catch (ConditionTimeoutException ex) {
			// A separate test checks each of them
		}
	}

	private void fault(String fault) {
		this.fleet.fault("inventory-1", fault);
		this.fleet.fault("inventory-2", fault);
	}

	private double callUntil(String description, BooleanSupplier condition) {
		return waitUntil(description, () -> {
			this.fleet.get("storefront-1", "/checkout/1");
			this.fleet.get("storefront-1", "/home");
			pay("1");
			return condition.getAsBoolean();
		});
	}

	private void pay(String sku) {
		LocalHttp.post(this.fleet.port("storefront-1"), "/checkout/" + sku, "");
	}

	/** One alert may be over before another begins. */
	private double waitUntil(String description, BooleanSupplier condition) {
		await(description).atMost(PATIENCE).until(() -> {
			this.fired.addAll(this.prometheus.firing());
			return condition.getAsBoolean();
		});
		return this.prometheus.now();
	}

}
