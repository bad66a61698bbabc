package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@code consul/binaries} with programs that the user names.
 */
class BinariesTests {

	@TempDir
	Path directory;

	@BeforeEach
	void programs() throws IOException {
		this.directory = this.directory.toRealPath();
		for (String name : List.of("consul-1.16", "prometheus-3", "promtool")) {
			assertThat(Files.createFile(this.directory.resolve(name)).toFile().setExecutable(true)).isTrue();
		}
	}

	@ParameterizedTest
	@CsvSource({ "consul,CONSUL_BINARY,consul-1.16,consul-1.16",
			"prometheus,PROMETHEUS_BINARY,prometheus-3,prometheus-3",
			"promtool,PROMETHEUS_BINARY,prometheus-3,promtool" })
	void programOfTheUserWins(String name, String variable, String value, String expected) throws IOException {
		assertThat(binaries(name, variable, value))
			.isEqualTo(new Program(0, this.directory.resolve(expected) + System.lineSeparator()));
	}

	@Test
	void programThatDoesNotExistIsNamed() throws IOException {
		Program program = binaries("consul", "CONSUL_BINARY", "none");
		assertThat(program.exitCode()).isEqualTo(1);
		assertThat(program.output()).contains("CONSUL_BINARY is " + this.directory.resolve("none"));
	}

	@Test
	void missingPromtoolIsNamed() throws IOException {
		Files.delete(this.directory.resolve("promtool"));
		Program program = binaries("promtool", "PROMETHEUS_BINARY", "prometheus-3");
		assertThat(program.exitCode()).isEqualTo(1);
		assertThat(program.output()).contains(this.directory.resolve("promtool") + " is missing");
	}

	private Program binaries(String name, String variable, String value) throws IOException {
		return Program.run(FleetScript.repository(),
				List.of("env", variable + "=" + this.directory.resolve(value), "consul/binaries", name));
	}

}
