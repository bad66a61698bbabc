package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Prometheus' tool to check configuration files, with our files in a form that its
 * version supports.
 */
final class Promtool {

	private static final Path REPOSITORY = FleetScript.repository();

	/** Since 2.42; {@code ./fleet} takes the lines out for an older Prometheus too. */
	private static final Pattern KEEP_FIRING_FOR = Pattern.compile("(?m)^ *keep_firing_for:.*\\R");

	private static final Path NATIVE = Path.of("native/histograms.yaml");

	private final String program;

	private final Path grafana;

	private Promtool(String program, Path grafana) {
		this.program = program;
		this.grafana = grafana;
	}

	/**
	 * Uses a version that supports all rules (2.42 or later), and the files as shipped.
	 * Debian's build cannot check the configuration, because it lacks Consul discovery.
	 * @param program the path of the program
	 */
	static Promtool withShippedFiles(String program) {
		return new Promtool(program, REPOSITORY.resolve("grafana"));
	}

	/**
	 * Takes the rules that read native histograms, and their tests.
	 * @param program the path of a program that reads native histograms
	 * @param folder where to write the rules and to copy their tests
	 */
	static Promtool withNativeHistograms(String program, Path folder) throws IOException {
		Generator.writeTo(folder, "HISTOGRAMS=native");
		Path tests = Files.createDirectories(folder.resolve("tests/native"));
		Files.copy(REPOSITORY.resolve("grafana/tests/native/histograms.yaml"), tests.resolve("histograms.yaml"));
		return new Promtool(program, folder);
	}

	/**
	 * Copies the rules, their tests and the configuration.
	 * @param folder the target directory
	 */
	static Promtool withFilesIn(Path folder) throws IOException {
		for (String part : List.of("prometheus", "tests")) {
			try (Stream<Path> files = Files.walk(REPOSITORY.resolve("grafana").resolve(part))) {
				for (Path file : files.filter(Promtool::isYaml).filter((file) -> !file.endsWith(NATIVE)).toList()) {
					Path copy = folder.resolve(REPOSITORY.resolve("grafana").relativize(file));
					Files.createDirectories(copy.getParent());
					Files.writeString(copy, KEEP_FIRING_FOR.matcher(Files.readString(file)).replaceAll(""));
				}
			}
		}
		return new Promtool(Program.find("promtool"), folder);
	}

	/** Runs it in the folder of the files. */
	Program run(String... arguments) throws IOException {
		List<String> command = new ArrayList<>(List.of(arguments));
		command.add(0, this.program);
		return Program.run(this.grafana, command);
	}

	private static boolean isYaml(Path file) {
		return file.toString().endsWith(".yml") || file.toString().endsWith(".yaml");
	}

}
