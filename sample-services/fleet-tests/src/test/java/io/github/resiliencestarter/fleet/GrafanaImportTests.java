package io.github.resiliencestarter.fleet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@code ./fleet dashboards} with a real Grafana, if {@code GRAFANA_HOME} is
 * set. The program is {@code bin/grafana} in that directory, or {@code GRAFANA_BINARY}.
 */
@EnabledIfEnvironmentVariable(named = "GRAFANA_HOME", matches = ".+",
		disabledReason = "GRAFANA_HOME is not set, so the dashboards are not loaded into a real Grafana")
class GrafanaImportTests {

	private static final Map<String, String> ADMIN = Map.of("GRAFANA_LOGIN", GrafanaServer.LOGIN);

	@TempDir
	static Path folder;

	private static GrafanaServer grafana;

	private final ByteArrayOutputStream out = new ByteArrayOutputStream();

	private final ByteArrayOutputStream err = new ByteArrayOutputStream();

	@BeforeAll
	static void startGrafana() throws IOException {
		Path home = Path.of(System.getenv("GRAFANA_HOME"));
		String binary = System.getenv().getOrDefault("GRAFANA_BINARY", home.resolve("bin/grafana").toString());
		grafana = GrafanaServer.start(home, Path.of(binary), folder);
	}

	@AfterAll
	static void stopGrafana() {
		if (grafana != null) {
			grafana.close();
		}
	}

	@Test
	void loadsEveryDashboardAndReplacesThemWhenTold() {
		assertThat(run(ADMIN, url(), "--overwrite")).as(this.err.toString(StandardCharsets.UTF_8)).isZero();
		this.out.reset();
		assertThat(run(ADMIN, url(), "--overwrite")).as(this.err.toString(StandardCharsets.UTF_8)).isZero();
		List<String> urls = this.out.toString(StandardCharsets.UTF_8).lines().toList();
		assertThat(urls).hasSize((int) Dashboard.all().count())
			.allSatisfy((each) -> assertThat(each).startsWith(url() + "/d/resilience-"));
	}

	@Test
	void saysThatATokenIsWrong() {
		assertThat(run(Map.of("GRAFANA_TOKEN", "glsa_wrong"), url())).isOne();
		assertThat(this.err.toString(StandardCharsets.UTF_8)).contains("401", "GRAFANA_TOKEN");
	}

	@Test
	void saysThatAPathLeadsToNoGrafana() {
		assertThat(run(ADMIN, url() + "/nowhere")).isOne();
		assertThat(this.err.toString(StandardCharsets.UTF_8)).contains("404", "is a path missing");
	}

	private static String url() {
		return grafana.url().toString();
	}

	private int run(Map<String, String> environment, String... arguments) {
		Settings settings = new Settings(FleetScript.repository(), folder, environment);
		String[] all = Stream.concat(Stream.of("dashboards"), Arrays.stream(arguments)).toArray(String[]::new);
		return FleetApplication.run(settings, new Console(new PrintStream(this.out), new PrintStream(this.err), false),
				all);
	}

}
