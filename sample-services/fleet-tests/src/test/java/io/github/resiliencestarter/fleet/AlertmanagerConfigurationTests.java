package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that Alertmanager's own tool accepts the example configuration.
 */
class AlertmanagerConfigurationTests {

	private static final Path REPOSITORY = FleetScript.repository();

	private static final String CONFIGURATION = "grafana/alertmanager/alertmanager.yml";

	private static final Pattern ALERTS = Pattern.compile("(?m)^ *alertname: Resilience(\\S+)$");

	@Test
	void alertmanagerReadsIt() throws IOException {
		Program check = amtool("check-config", CONFIGURATION);
		assertThat(check.exitCode()).as(check.output()).isZero();
	}

	@ParameterizedTest
	@CsvSource({ "critical, ResilienceBreakerOpenOnMostInstances, pager", "critical, ResilienceMetricsAbsent, pager",
			"critical, ResilienceErrorBudgetBurn, pager", "warning, ResilienceErrorBudgetBurn, tickets",
			"warning, ResilienceBreakerOpen, tickets", "info, ResilienceBreakerOpenWithoutTraffic, nobody" })
	void wakesNobodyForWhatCanWait(String severity, String alert, String receiver) throws IOException {
		Program route = amtool("config", "routes", "test", "--config.file=" + CONFIGURATION, "severity=" + severity,
				"alertname=" + alert);
		assertThat(route.lastLine()).isEqualTo(receiver);
	}

	@Test
	void namesNoAlertThatIsNotThere() throws IOException {
		String configuration = Files.readString(REPOSITORY.resolve(CONFIGURATION));
		assertThat(ALERTS.matcher(configuration)
			.results()
			.flatMap((match) -> Stream.of(match.group(1).split("[()|]", -1)))
			.filter((name) -> !name.isEmpty())
			.map("Resilience"::concat)).isNotEmpty()
			.isSubsetOf(Rules.alerts().stream().map(Rules.Rule::name).distinct().toList());
	}

	private static Program amtool(String... arguments) throws IOException {
		return Program.runFound("amtool", REPOSITORY, arguments);
	}

}
