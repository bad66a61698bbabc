package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Tests that generated dashboards and rules match their sources. Skipped, with a message,
 * without Node.js or without a registry to download the tools from.
 */
class GeneratedFilesTests {

	private static final Path GRAFANA = FleetScript.repository().resolve("grafana");

	@Test
	void dashboardsAndRulesAreWhatTheirSourcesSay() throws IOException {
		Program checked = Npm.run("run", "check");
		assertThat(checked.exitCode()).as(checked.output()).isZero();
	}

	@Test
	void aSwitchMakesThemReadNativeHistogramsOnly(@TempDir Path folder) throws IOException {
		assertThat(generated(folder.resolve("classic"), "HISTOGRAMS=classic"))
			.containsPattern("(requests|calls)_seconds_(bucket|count)")
			.doesNotContain("histogram_count");
		assertThat(generated(folder.resolve("native"), "HISTOGRAMS=native"))
			.doesNotContainPattern("(http_server_requests|resilience_client_calls)_seconds_(bucket|count|sum)|\\ble\\b")
			.contains("histogram_count(sum by (application) (rate(http_server_requests_seconds{",
					"histogram_quantile(0.99, sum by (application, target) (rate(resilience_client_calls_seconds[");
	}

	@Test
	void linksToLogsAndExemplarsAreThereWhereTheyAreSwitchedOn(@TempDir Path folder) throws IOException {
		assertThat(generated(folder, "EXEMPLARS=on", "LOKI=logs")).contains("\"exemplar\": true", "/explore?left=");
		assertThat(Files.readString(GRAFANA.resolve("dashboards/service.json"))).doesNotContain("\"exemplar\": true",
				"/explore");
	}

	private static String generated(Path folder, String... settings) throws IOException {
		Generator.writeTo(folder, settings);
		return Files.readString(folder.resolve("prometheus/rules/recording.yaml"))
				+ Files.readString(folder.resolve("dashboards/service.json"));
	}

	@BeforeAll
	static void fetchTools() throws IOException {
		String missing = Npm.missing();
		assumeTrue(missing.isEmpty(),
				() -> "Skipped, so nobody checks that grafana/ is generated from grafana/src: " + missing);
		Program fetched = Npm.fetchTools();
		assertThat(fetched.exitCode()).as(fetched.output()).isZero();
	}

}
