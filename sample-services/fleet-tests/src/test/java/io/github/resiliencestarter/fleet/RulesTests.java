package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.resiliencestarter.fleet.Rules.Rule;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Tests that Prometheus accepts the rules, and that each alert tells what to do.
 */
class RulesTests {

	private static final String[] TEST = { "test", "rules", "tests/breakers.yaml", "tests/calls.yaml",
			"tests/outbox.yaml", "tests/overrides.yaml", "tests/registry.yaml", "tests/slo.yaml" };

	private static final String ALERTS = "io.github.resiliencestarter.fleet.Rules#alerts";

	@TempDir
	static Path folder;

	private static Promtool promtool;

	@BeforeAll
	static void copyWhatTheFleetsPrometheusCanRead() throws IOException {
		promtool = Promtool.withFilesIn(folder);
	}

	@Test
	void prometheusReadsTheConfigurationAndTheRules() throws IOException {
		Program result = promtool.run("check", "config", "prometheus/prometheus.yml");
		assertThat(result.exitCode()).as(result.output()).isZero();
		assertThat(result.output()).contains("2 rule files found", Rules.alerts().size() + " rules found",
				Rules.recordings().size() + " rules found");
	}

	@Test
	void everyAlertFiresAndHoldsBackOnItsNearMiss() throws IOException {
		assertSucceeds(promtool.run(TEST));
	}

	/** As shipped, with what the fleet's own Prometheus is too old for. */
	@Test
	void everyAlertFiresAndHoldsBackOnItsNearMissInPrometheus242() throws IOException {
		Promtool newer = Promtool.withShippedFiles(fetched("promtool-bookworm"));
		assertSucceeds(newer.run("check", "rules", "prometheus/rules/alerts.yaml", "prometheus/rules/recording.yaml"));
		assertSucceeds(newer.run(TEST));
	}

	/** Where somebody has a newer one. */
	@Test
	@EnabledIfEnvironmentVariable(named = "PROMTOOL", matches = ".+",
			disabledReason = "PROMTOOL is not the path of a promtool from 2.42 on")
	void everyAlertFiresAndHoldsBackOnItsNearMissInAnotherPrometheus() throws IOException {
		Promtool other = Promtool.withShippedFiles(System.getenv("PROMTOOL"));
		assertSucceeds(other.run("check", "config", "prometheus/prometheus.yml"));
		assertSucceeds(other.run(TEST));
	}

	/** The series of a client that has native histograms, and of converted ones. */
	@Test
	@EnabledIfEnvironmentVariable(named = "PROMTOOL", matches = ".+",
			disabledReason = "PROMTOOL is not the path of a promtool that reads native histograms, as from 3.8 on")
	void rulesOfNativeHistogramsRecordTheSameAsThoseOfClassicOnes(@TempDir Path generated) throws IOException {
		String missing = Npm.missing();
		assumeTrue(missing.isEmpty(), missing);
		Promtool newer = Promtool.withNativeHistograms(System.getenv("PROMTOOL"), generated);
		assertSucceeds(newer.run("check", "rules", "prometheus/rules/alerts.yaml", "prometheus/rules/recording.yaml"));
		assertSucceeds(newer.run("test", "rules", "tests/native/histograms.yaml"));
	}

	@Test
	void noAlertIsWithoutATestOfBothKinds() throws IOException {
		try (Stream<Path> files = Files.list(folder.resolve("tests"))) {
			assertThat(files.map((file) -> file.getFileName().toString())).containsExactlyInAnyOrder("breakers.yaml",
					"calls.yaml", "outbox.yaml", "overrides.yaml", "registry.yaml", "slo.yaml");
		}
		Set<String> alerts = Rules.alerts().stream().map(Rule::name).collect(Collectors.toSet());
		assertThat(tested(true)).isEqualTo(alerts);
		assertThat(tested(false)).isEqualTo(alerts);
	}

	@Test
	void theRunbookHasASectionForEachAlertAndForNothingElse() throws IOException {
		String runbook = Files.readString(Dashboard.FOLDER.resolveSibling("runbook.md"));
		assertThat(runbook.lines().filter((line) -> line.startsWith("## ")).map((line) -> line.substring(3)))
			.containsExactlyInAnyOrderElementsOf(Rules.alerts().stream().map(Rule::name).distinct().toList());
		Stream.of(runbook.split("(?m)^## ", -1))
			.skip(1)
			.forEach((section) -> assertThat(section).contains("\n*Means.* ", "\n*Check.* ", "\n*Do.* "));
	}

	@ParameterizedTest
	@MethodSource(ALERTS)
	void saysHowBadWhatHowMuchAndWhereToReadOn(Rule alert) {
		assertThat(alert.labels().get("severity")).isIn("critical", "warning", "info");
		assertThat(alert.annotations().get("summary")).contains("{{ $labels.application }}");
		assertThat(alert.annotations().get("description")).contains("{{ $value | humanize");
		assertThat(alert.annotations().get("runbook_url"))
			.endsWith("/grafana/runbook.md#" + alert.name().toLowerCase(Locale.ROOT));
		assertThat(alert.annotations().get("dashboard")).startsWith("/d/resilience-service?var-application={{");
	}

	@Test
	void nothingIsRecordedThatNobodyAsks() {
		String asked = Stream.concat(Rules.all().map(Rule::expression),
				Dashboard.all().flatMap((dashboard) -> dashboard.queries().stream()).map(Dashboard.Query::expression))
			.collect(Collectors.joining("\n"));
		assertThat(Rules.recordings()).isNotEmpty()
			.allSatisfy((rule) -> assertThat(asked).containsPattern(rule.name() + "(?![a-z0-9_:])"));
	}

	private static void assertSucceeds(Program program) {
		assertThat(program.exitCode()).as(program.output()).isZero();
	}

	/** What only some machines can fetch. */
	private static String fetched(String program) {
		try {
			return Program.find(program);
		}
		catch (IOException ex) {
			return abort("Skipped: " + ex.getMessage());
		}
	}

	private static Set<String> tested(boolean firing) {
		return Rules.tests()
			.flatMap((test) -> Rules.children(test, "alert_rule_test"))
			.filter((check) -> check.containsKey("exp_alerts") == firing)
			.map((check) -> Rules.text(check, "alertname"))
			.collect(Collectors.toSet());
	}

}
