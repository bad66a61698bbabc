package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
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

	private final HttpClient client = HttpClient.newHttpClient();

	private final Fleet fleet;

	private final PrometheusApi prometheus;

	private final int storefront;

	private final int orders;

	Outage(Fleet fleet, PrometheusApi prometheus) {
		this.fleet = fleet;
		this.prometheus = prometheus;
		this.storefront = fleet.port("storefront-1");
		this.orders = fleet.port("orders-1");
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
				() -> OPEN_BREAKER.matcher(get(this.orders, "/actuator/prometheus")).find());
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
			get(this.storefront, "/checkout/1");
			get(this.storefront, "/home");
			return condition.getAsBoolean();
		});
		return this.prometheus.now();
	}

	private String get(int port, String path) {
		URI uri = URI.create("http://127.0.0.1:%d%s".formatted(port, path));
		HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build();
		try {
			return this.client.send(request, BodyHandlers.ofString()).body();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
