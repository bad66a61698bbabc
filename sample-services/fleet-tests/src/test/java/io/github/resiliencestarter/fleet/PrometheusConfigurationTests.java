package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the configurations of Prometheus and Grafana and the tests are consistent.
 */
class PrometheusConfigurationTests {

	@Test
	void grafanaKnowsTheScrapeIntervalThatItsRatesDependOn() throws IOException {
		String scrapes = "(?m)^  scrape_interval: (\\d+)s$";
		assertThat(seconds("prometheus/prometheus.yml", scrapes)).isEqualTo(PrometheusApi.SCRAPE_INTERVAL.toSeconds())
			.isEqualTo(seconds("provisioning/datasources/prometheus.yaml", "(?m)^      timeInterval: (\\d+)s$"));
	}

	@Test
	void targetsComeFromConsulAlone() throws IOException {
		assertThat(read("prometheus/prometheus.yml").lines()).filteredOn((line) -> line.endsWith("_configs:"))
			.isNotEmpty()
			.extracting(String::strip)
			.containsOnly("scrape_configs:", "consul_sd_configs:", "relabel_configs:");
	}

	private static long seconds(String file, String setting) throws IOException {
		Matcher matcher = Pattern.compile(setting).matcher(read(file));
		assertThat(matcher.find()).as("%s has %s", file, setting).isTrue();
		return Long.parseLong(matcher.group(1));
	}

	private static String read(String file) throws IOException {
		return Files.readString(Dashboard.FOLDER.resolveSibling(file));
	}

}
