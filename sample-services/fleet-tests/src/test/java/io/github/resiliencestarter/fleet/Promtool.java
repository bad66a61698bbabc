package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The program that comes with Prometheus to check its files, of the version that the
 * fleet runs, and a copy of our files as that version can read them.
 */
final class Promtool {

	private static final Path REPOSITORY = FleetScript.repository();

	/** Since 2.42; {@code ./fleet} takes the lines out for an older Prometheus too. */
	private static final Pattern KEEP_FIRING_FOR = Pattern.compile("(?m)^ *keep_firing_for:.*\\R");

	private final Path grafana;

	private Promtool(Path grafana) {
		this.grafana = grafana;
	}

	/**
	 * Copies the rules, their tests and the configuration.
	 * @param folder where to
	 */
	static Promtool withFilesIn(Path folder) throws IOException {
		for (String part : List.of("prometheus", "tests")) {
			try (Stream<Path> files = Files.walk(REPOSITORY.resolve("grafana").resolve(part))) {
				for (Path file : files.filter(Files::isRegularFile).toList()) {
					Path copy = folder.resolve(REPOSITORY.resolve("grafana").relativize(file));
					Files.createDirectories(copy.getParent());
					Files.writeString(copy, KEEP_FIRING_FOR.matcher(Files.readString(file)).replaceAll(""));
				}
			}
		}
		return new Promtool(folder);
	}

	/** Runs it in the folder of the files. */
	Program run(String... arguments) throws IOException {
		return Program.runFound("promtool", this.grafana, arguments);
	}

}
