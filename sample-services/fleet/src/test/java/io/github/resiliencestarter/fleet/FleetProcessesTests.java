package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FleetProcesses}.
 */
class FleetProcessesTests {

	@TempDir
	Path home;

	/**
	 * A wrapper script executes another program, and for a moment the kernel shows an
	 * empty environment.
	 */
	@Test
	void isAliveWhileItExecutesAnotherProgram() throws IOException {
		Path wrapper = Files.writeString(this.home.resolve("wrapper"), """
				[ "$1" = 0 ] && exec sleep 60
				exec bash "$0" $(($1 - 1))
				""");
		FleetProcesses processes = processes();
		long pid = processes.spawn("consul", List.of("bash", wrapper.toString(), "300"), Map.of());
		try {
			while (!Files.readString(Path.of("/proc", Long.toString(pid), "comm")).equals("sleep\n")) {
				assertThat(FleetProcesses.isAlive(pid)).isTrue();
			}
			assertThat(processes.find()).containsOnly(Map.entry("consul", pid));
		}
		finally {
			FleetProcesses.signal(pid, "KILL");
		}
		assertThat(processes.awaitEnd(pid, Duration.ofSeconds(10))).isTrue();
		assertThat(processes.find()).isEmpty();
	}

	private FleetProcesses processes() throws IOException {
		Files.createDirectories(this.home.resolve("logs"));
		return new FleetProcesses(Settings.of(this.home, Map.of("PATH", System.getenv("PATH"))).at(this.home, Map.of()),
				new ClosablePace(new SystemPace()));
	}

}
