package io.github.resiliencestarter.fleet;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FleetApplication} where no fleet runs.
 */
class FleetApplicationTests {

	@TempDir
	private Path home = Path.of("");

	private Settings settings;

	@BeforeEach
	void createSettings() {
		this.settings = new Settings(Settings.repository(), this.home, Map.of("FLEET_BUILD", "never"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			sing                       | unknown command: sing                     | ./fleet COMMAND
			--sing                     | unknown command: --sing                   | ./fleet COMMAND
			help sing                  | unknown command: sing                     | ./fleet COMMAND
			up --fast                  | unknown argument: --fast                  | ./fleet up
			up --plain --stock         | unknown argument: --plain --stock         | ./fleet up
			up --json --plain --stock  | unknown argument: --plain --stock         | ./fleet up
			up --haproxy --stock --grpc | unknown argument: --haproxy --stock      | ./fleet up
			up --grpc --plain          | over gRPC, only starter and stock can run | ./fleet up
			up --haproxy --grpc        | over gRPC, only starter and stock can run | ./fleet up
			up --grpc --grpc           | --grpc is specified more than once        | ./fleet up
			down now                   | unknown argument: now                     | ./fleet down
			status --json --json       | --json is specified more than once            | ./fleet status
			kill                       | specify one instance: storefront-1 orders-1  | ./fleet kill
			kill --force orders-1      | unknown argument: --force                 | ./fleet kill
			stop orders-1 orders-2     | specify one instance: storefront-1 orders-1  | ./fleet stop
			start grafana              | unknown instance: grafana; use one of st   | ./fleet start
			fault orders-1 @file       | unknown fault: @file; use one of        | ./fleet fault
			fault orders-1 error=50    | unknown fault: error=50; use one of     | ./fleet fault
			load --rps                 | --rps requires a value                       | ./fleet load
			experiment slow --seconds  | --seconds requires a value                   | ./fleet experiment
			soak --minutes 3           | --minutes must be a whole number from 4 to 1440, not '3' | ./fleet soak
			soak --rps 0               | --rps must be a whole number from 1 to 1000, not '0' | ./fleet soak
			dashboards                 | specify the URL of Grafana                 | ./fleet dashboards
			completion zsh             | unknown argument: zsh                     | ./fleet completion
			""")
	void misuseIsOneLineAndTheUsage(String command, String message, String usage) {
		RecordedRun run = run(command.split(" ", -1));
		assertThat(run.exitCode()).isEqualTo(2);
		assertThat(run.err().lines()).hasSize(2);
		assertThat(run.err()).startsWith("fleet: " + message).contains("\nusage: " + usage);
		assertThat(run.out()).isEmpty();
	}

	@Test
	void withoutACommandTheHelpListsAllOfThem() {
		assertThat(run().exitCode()).isZero();
		assertThat(run().out()).startsWith("usage: ./fleet COMMAND")
			.contains("\n  up ", "\n  completion ", "FLEET_PORTS")
			.isEqualTo(run("help").out())
			.isEqualTo(run("--help").out());
		assertThat(run("help", "kill").out()).isEqualTo(run("kill", "--help").out()).startsWith("usage: ./fleet kill");
	}

	@Test
	void jsonIsOfferedByEachCommandWithAResult() {
		FleetApplication.commandLine(this.settings, Console.of(System.out))
			.getSubcommands()
			.forEach((name, command) -> {
				boolean hasResult = !List.of("help", "completion", "override", "soak").contains(name);
				assertThat(command.getCommandSpec().optionsMap().containsKey("--json")).as(name).isEqualTo(hasResult);
				assertThat(command.getUsageMessage()).startsWith("usage: ./fleet " + name);
				assertThat(command.getUsageMessage().lines())
					.allSatisfy((line) -> assertThat(line).hasSizeLessThan(140));
			});
	}

	@Test
	void stoppingWhatDoesNotRunIsNoFailureAndKillingItIs() {
		RecordedRun killed = run("kill", "orders-1");
		assertThat(killed.exitCode()).isOne();
		assertThat(killed.err()).isEqualTo("fleet: orders-1 is not running\n");
		assertThat(run("stop", "orders-1").out()).isEqualTo("orders-1 is not running\n");
		assertThat(json("stop", "orders-1", "--json").path("result").asString()).isEqualTo("not running");
	}

	@Test
	void nothingCanBeStartedOrBrokenBeforeUp() {
		assertThat(run("start", "orders-1").err())
			.isEqualTo("fleet: the fleet is not running; start it with ./fleet up\n");
		assertThat(run("fault", "orders-1", "hang").err())
			.isEqualTo("fleet: the fleet is not running; start it with ./fleet up\n");
		assertThat(run("logs", "orders-1").err())
			.isEqualTo("fleet: orders-1 has no log because it was never started\n");
		assertThat(run("down").out()).isEmpty();
		assertThat(json("down", "--json")).isEmpty();
	}

	@Test
	void logsArePrintedAsTheyAreOrAsLines() throws Exception {
		Files.createDirectories(this.home.resolve("logs"));
		Files.writeString(this.home.resolve("logs/orders-1.log"), "one\n\"two\"\n");
		assertThat(run("logs", "orders-1").out()).isEqualTo("one\n\"two\"\n");
		assertThat(json("logs", "orders-1", "--json").path("lines").path(1).asString()).isEqualTo("\"two\"");
	}

	@Test
	void completionKnowsCommandsOptionsAndNames() {
		assertThat(run("completion").out()).startsWith("#!/usr/bin/env bash")
			.contains("complete -F", "inventory-3", "one-of-two", "--haproxy", "latency=2s");
	}

	private JsonNode json(String... args) {
		RecordedRun run = run(args);
		assertThat(run.exitCode()).as(run.err()).isZero();
		return new JsonMapper().readTree(run.out());
	}

	private RecordedRun run(String... args) {
		return RecordedRun.of(this.settings, args);
	}

}
