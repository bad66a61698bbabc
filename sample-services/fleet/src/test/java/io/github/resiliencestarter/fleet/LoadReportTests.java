package io.github.resiliencestarter.fleet;

import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class LoadReportTests {

	private final LoadReport report = new LoadReport(1000, 12, new TreeMap<>(Map.of("200", 988, "timeout", 12)), 3.2,
			11, 10_000);

	@Test
	void isJsonForMachines() {
		String json = this.report.toJson();
		assertThat(json).isEqualTo("{\"sent\":1000,\"failed\":12,\"statuses\":{\"200\":988,\"timeout\":12},"
				+ "\"p50Ms\":3.2,\"p99Ms\":11.0,\"maxMs\":10000.0}");
		assertThat(new JsonMapper().readValue(json, LoadReport.class)).isEqualTo(this.report);
	}

	@Test
	void isAListForPersons() {
		assertThat(this.report.toText()).isEqualTo("""
				sent    1000
				failed  12
				status  200: 988, timeout: 12
				p50     3.2 ms
				p99     11.0 ms
				max     10000.0 ms""");
	}

}
