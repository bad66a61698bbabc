package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The program of {@code grafana/src}, which writes dashboards and rules. It needs the
 * tools of {@link Npm}.
 */
final class Generator {

	private static final Path GRAFANA = FleetScript.repository().resolve("grafana");

	private Generator() {
	}

	/**
	 * Writes all files to another folder than their own.
	 * @param folder where to
	 * @param settings such as {@code HISTOGRAMS=native}
	 */
	static void writeTo(Path folder, String... settings) throws IOException {
		succeed(Program.run(GRAFANA, List.of("npx", "tsc")));
		List<String> command = new ArrayList<>(List.of("env"));
		command.addAll(List.of(settings));
		command.addAll(List.of("node", "target/main.js", folder.toString()));
		succeed(Program.run(GRAFANA, command));
	}

	private static void succeed(Program program) throws IOException {
		if (program.exitCode() != 0) {
			throw new IOException(program.output());
		}
	}

}
