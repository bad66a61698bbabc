package io.github.resiliencestarter;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What watches a fleet comes in the jar, in the version that fits.
 */
class PackagedDashboardsTests {

	@ParameterizedTest
	@ValueSource(strings = { "dashboards/fleet.json", "dashboards/service.json", "dashboards/dependencies.json",
			"dashboards/discovery.json", "prometheus/prometheus.yml", "prometheus/rules/recording.yaml",
			"prometheus/rules/alerts.yaml", "alertmanager/alertmanager.yml", "runbook.md" })
	void isOnTheClassPath(String file) {
		assertThat(getClass().getResource("/META-INF/resilience-starter/grafana/" + file)).isNotNull();
	}

}
