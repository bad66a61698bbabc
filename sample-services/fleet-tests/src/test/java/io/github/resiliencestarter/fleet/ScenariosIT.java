package io.github.resiliencestarter.fleet;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests the requirements of scenarios with the starter that do not depend on the speed of
 * the machine, in short runs of {@code ./fleet experiment}.
 * <p>
 * The scenarios that restart several instances more than once are left to
 * {@code ./fleet experiment}, because each takes one to two minutes. So are those whose
 * subject other tests have: one instance dies ({@link FleetIT}, {@link FleetModesIT}; of
 * pricing, in the tests of the storefront), retries when a target fails all requests, and
 * a page whose target hangs ({@link GuardIT}), and startup without Consul
 * ({@code RegistrationIT} of the starter).
 */
@ExtendWith(FleetExtension.class)
class ScenariosIT {

	private static final Set<Scenario> LONG = Set.of(Scenarios.ONE_OF_TWO, Scenarios.KILL_ORDERS, Scenarios.BROWN_OUT,
			Scenarios.REGISTRY, Scenarios.COLD_START, Scenarios.STANDBY, Scenarios.ROLLING_RESTART,
			Scenarios.RETRY_STORM, Scenarios.FAN_OUT, Scenarios.REGISTRY_AWAY, Scenarios.OUTBOX, Scenarios.PRICING,
			Scenarios.COST, Scenarios.TAIL, Scenarios.TAIL_UNHEDGED);

	@ParameterizedTest
	@MethodSource("scenarios")
	void showsWhatItMust(Scenario scenario, Fleet fleet) {
		ScenarioRunner runner = new ScenarioRunner(Timing.SHORT, new SystemPace());
		ScenarioReport report = run(runner, scenario, fleet);
		System.out.println(ReportTable.row(report));
		List<String> missed = report.missed().stream().filter((bar) -> !bar.aboutTime()).map(Bar::text).toList();
		if (!missed.isEmpty()) {
			// A failure to restore must not affect the next test
			fleet.down();
		}
		else {
			runner.restore(scenario, fleet.control());
		}
		assertThat(missed).as("%s%n%s", ReportTable.row(report), ReportJson.write(report, "", Instant.EPOCH)).isEmpty();
	}

	private static ScenarioReport run(ScenarioRunner runner, Scenario scenario, Fleet fleet) {
		try {
			return runner.run(scenario, SetUp.STARTER, fleet.control());
		}
		catch (PacketDrop.NotPossible ex) {
			assumeThat(ex).as("dropping packets").isNull();
			throw ex;
		}
	}

	static Stream<Scenario> scenarios() {
		return Scenarios.ALL.stream().filter((scenario) -> !LONG.contains(scenario));
	}

}
