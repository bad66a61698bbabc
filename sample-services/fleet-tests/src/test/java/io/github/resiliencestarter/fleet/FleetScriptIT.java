package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.github.resiliencestarter.fleet.FleetScript.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the output and the errors of the script without a running fleet.
 */
class FleetScriptIT {

	@TempDir
	private Path home = Path.of("");

	@AfterEach
	void stopWhatShouldNotHaveStarted() {
		run(Map.of(), "down").orFail();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			sing                        | unknown command: sing
			up --fast                   | unknown argument: --fast
			up --plain --stock          | unknown argument: --plain --stock
			up --haproxy --stock        | unknown argument: --haproxy --stock
			up --grpc --plain           | over gRPC, only starter and stock can run
			down now                    | unknown argument: now
			status --xml                | unknown argument: --xml
			logs                        | specify one instance
			logs ../../etc/passwd       | unknown instance
			kill inventory              | unknown instance: inventory
			stop orders-1 orders-2      | specify one instance
			start grafana               | unknown instance: grafana
			fault orders-1              | specify a service and a fault
			fault consul hang           | consul does not support faults
			fault haproxy hang          | haproxy does not support faults
			fault orders-1 explode      | unknown fault: explode
			fault orders-1 latency=-2s  | unknown fault: latency=-2s
			dashboards                  | specify the URL of Grafana
			""")
	void misuseIsExplainedAndExitsWithTwo(String command, String message) {
		Result result = run(Map.of(), command.split(" ", -1));
		assertThat(result.exitCode()).isEqualTo(2);
		assertThat(result.err()).contains(message).contains("usage: ./fleet");
		assertThat(result.out()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			load --rps 0                 | --rps must be a whole number from 1 to 2000
			experiment                   | specify an experiment: crash,
			experiment explode           | unknown experiment: 'explode'; use crash,
			experiment slow --with grpc,none | over gRPC, only starter and stock can run
			experiment slow --with envoy | unknown setup: 'envoy'; use starter, grpc, stock, none, haproxy
			""")
	void misuseOfTheLoadIsExplainedToo(String command, String message) {
		Result result = run(Map.of(), command.split(" ", -1));
		assertThat(result.exitCode()).isEqualTo(2);
		assertThat(result.err()).contains(message);
		assertThat(result.out()).isEmpty();
	}

	@Test
	void eachExperimentIsNamedInTheUsage() {
		assertThat(run(Map.of(), "experiment", "--help").orFail())
			.contains(Scenarios.ALL.stream().map(Scenario::name).toList());
	}

	@ParameterizedTest
	@ValueSource(strings = { "up", "down", "status", "logs", "kill", "stop", "start", "fault", "load", "experiment",
			"override" })
	void eachCommandTellsItsUsage(String command) {
		assertThat(run(Map.of(), command, "--help").orFail()).startsWith("usage: ./fleet " + command);
		assertThat(run(Map.of(), "help").orFail()).contains("\n  " + command);
	}

	@Test
	void statusOfAFleetThatNeverRanIsComplete() {
		JsonNode status = new JsonMapper().readTree(run(Map.of(), "status", "--json").orFail());
		assertThat(status).hasSize(7).allSatisfy((instance) -> {
			assertThat(instance.propertyNames()).containsExactly("name", "service", "port", "pid", "consul");
			assertThat(instance.path("port").isInt()).isTrue();
			assertThat(instance.path("pid").isNull()).isTrue();
			assertThat(instance.path("consul").asString()).isEqualTo("absent");
		});
	}

	@Test
	void downWithoutAFleetHasNothingToDo() {
		assertThat(run(Map.of(), "down").orFail()).isEmpty();
	}

	@Test
	void aTakenPortIsNamedAndSoIsHowToChooseAnother() throws IOException {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			Result result = run(Map.of("FLEET_PORTS", freePortsBut("orders-2", taken.getLocalPort())), "up");
			assertThat(result.exitCode()).isEqualTo(1);
			assertThat(result.err()).contains("port %d, for orders-2, is in use".formatted(taken.getLocalPort()))
				.contains("FLEET_PORTS=auto ./fleet up");
			assertThat(run(Map.of(), "status").orFail()).doesNotContain("passing");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "orders-3=8080", "orders-1=http", "orders-1", "orders-1=65536", "orders-1=0" })
	void badPortsAreRejected(String ports) {
		Result result = run(Map.of("FLEET_PORTS", ports), "up");
		assertThat(result.exitCode()).isEqualTo(2);
		assertThat(result.err()).contains("FLEET_PORTS: " + ports);
	}

	@Test
	void withoutConsulAndAWayToFetchItHowToInstallItIsSaid() throws IOException {
		Path path = Files.createDirectory(this.home.resolve("path"));
		for (String needed : List.of("bash", "dirname", "readlink", "realpath", "mkdir", "flock", "grep", "java", "rm",
				"od", "tr", "head", "find")) {
			Path wrapper = Files.writeString(path.resolve(needed),
					"#!/bin/sh\nexec %s \"$@\"\n".formatted(which(needed)));
			assertThat(wrapper.toFile().setExecutable(true)).isTrue();
		}
		Result result = run(Map.of("PATH", path.toString(), "XDG_CACHE_HOME", this.home.resolve("cache").toString(),
				"FLEET_PORTS", "auto"), "up");
		assertThat(result.exitCode()).isEqualTo(1);
		assertThat(result.err()).contains("consul is not in PATH").contains("To install it manually");
	}

	private static Path which(String program) {
		return List.of(System.getenv("PATH").split(":", -1))
			.stream()
			.map((directory) -> Path.of(directory, program))
			.filter(Files::isExecutable)
			.findFirst()
			.orElseThrow();
	}

	private static String freePortsBut(String name, int port) throws IOException {
		StringBuilder ports = new StringBuilder(name + "=" + port);
		for (String other : List.of("storefront-1", "orders-1", "orders-1-grpc", "orders-2-grpc", "inventory-1",
				"inventory-1-grpc", "inventory-2", "inventory-2-grpc", "consul", "consul-server", "consul-serf",
				"prometheus")) {
			try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
				ports.append(',').append(other).append('=').append(socket.getLocalPort());
			}
		}
		return ports.toString();
	}

	private Result run(Map<String, String> environment, String... arguments) {
		return new FleetScript(FleetScript.repository().resolve("fleet"), this.home.resolve("fleet"), environment)
			.run(arguments);
	}

}
