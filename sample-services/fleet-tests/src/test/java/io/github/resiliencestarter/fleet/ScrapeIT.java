package io.github.resiliencestarter.fleet;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

import io.github.resiliencestarter.fleet.Fleet.Response;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests the number of series that one instance exposes, because it is multiplied by the
 * number of instances.
 */
@ExtendWith(FleetExtension.class)
class ScrapeIT {

	/** As {@code grafana/README.md} says. */
	private static final int SERIES_OF_A_TARGET = 160;

	private static final int OTHER_SERIES = 150;

	private static final int BYTES_OF_A_SERIES = 200;

	private static final Pattern OF_ORDERS = Pattern.compile("[{,](target|name)=\"orders\"");

	/**
	 * Series of targets, and Spring's series of HTTP requests, which depend on the number
	 * of routes and statuses, and of a data source.
	 */
	private static final Pattern OF_CALLS = Pattern
		.compile("[{,](target|name)=\"(orders|inventory)\"|^http_(client|server)_requests|^hikaricp_|^jdbc_");

	@Test
	void anInstanceHasNoMoreSeriesThanItsBudget(Fleet fleet) {
		fleet.load(20, 2, "/checkout/1");
		fleet.load(20, 2, "/home");
		Response scrape = fleet.get("storefront-1", "/actuator/prometheus");
		List<String> series = scrape.body().lines().filter((line) -> !line.startsWith("#")).toList();
		assertThat(series).filteredOn((line) -> OF_ORDERS.matcher(line).find())
			.anyMatch((line) -> line.startsWith("resilience_client_calls"))
			.hasSizeLessThanOrEqualTo(SERIES_OF_A_TARGET);
		assertThat(series).filteredOn((line) -> !OF_CALLS.matcher(line).find())
			.isNotEmpty()
			.hasSizeLessThanOrEqualTo(OTHER_SERIES);
		assertThat(scrape.body().getBytes(StandardCharsets.UTF_8))
			.hasSizeLessThanOrEqualTo(BYTES_OF_A_SERIES * series.size());
	}

	@Test
	void prometheusScrapesEveryInstanceWithinItsTimeout(Fleet fleet) {
		// The previous test may have frozen an instance within the last minute
		Awaitility.await()
			.atMost(Duration.ofSeconds(90))
			.untilAsserted(() -> assertThat(fleet.promql(
					"max_over_time(scrape_duration_seconds{%1$s}[1m]) > 4 or up{%1$s} == 0".formatted(Fleet.SERVICES)))
				.isEmpty());
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(fleet.promql("count(up{%s})".formatted(Fleet.SERVICES))).singleElement()
				.satisfies((series) -> assertThat(series.value()).isEqualTo(5)));
	}

}
