package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Location of a fleet and the environment of its commands.
 *
 * @param root the repository
 * @param home the directory of the state and the logs
 * @param environment the environment variables
 */
record Settings(Path root, Path home, Map<String, String> environment) {

	private static final String HOME = "FLEET_HOME";

	/**
	 * Creates the settings of one environment.
	 * @param root the repository
	 * @param environment may have {@code FLEET_HOME}
	 */
	static Settings of(Path root, Map<String, String> environment) {
		String home = environment.getOrDefault(HOME, "");
		Path directory = home.isEmpty() ? root.resolve("target/fleet") : Path.of(home);
		return new Settings(root, canonical(directory), Map.copyOf(environment));
	}

	/**
	 * Creates the settings of another fleet.
	 * @param home the directory of its state
	 * @param more environment variables that differ
	 */
	Settings at(Path home, Map<String, String> more) {
		Map<String, String> all = new HashMap<>(this.environment);
		all.putAll(more);
		return new Settings(this.root, canonical(home), Map.copyOf(all));
	}

	/**
	 * The processes of a fleet are found by the name of its directory, so it must be
	 * unique.
	 */
	private static Path canonical(Path directory) {
		try {
			return directory.toFile().getCanonicalFile().toPath();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Returns the repository that contains the current directory.
	 */
	static Path repository() {
		Path directory = Path.of("").toAbsolutePath();
		while (!isScript(directory.resolve("fleet")) || !Files.exists(directory.resolve("pom.xml"))) {
			Path parent = directory.getParent();
			if (parent == null) {
				throw new IllegalStateException("No script named fleet above " + Path.of("").toAbsolutePath());
			}
			directory = parent;
		}
		return directory;
	}

	/**
	 * The module of the same name is a directory.
	 */
	private static boolean isScript(Path file) {
		return Files.isRegularFile(file) && Files.isExecutable(file);
	}

	/**
	 * Requires Linux and a valid directory.
	 */
	void requireSupported() {
		if (!Files.isReadable(Path.of("/proc/self/environ"))) {
			throw new FleetException("Linux is required; there is no /proc");
		}
		if (this.home.toString().contains(":")) {
			throw new FleetException(
					"FLEET_HOME must not contain a colon, which separates paths in Java: " + this.home);
		}
	}

	String variable(String name) {
		return this.environment.getOrDefault(name, "");
	}

	/**
	 * Returns the first of several programs that is on the {@code PATH} or in
	 * {@code /usr/sbin}.
	 */
	Optional<Path> program(String... names) {
		List<String> directories = List.of((variable("PATH") + ":/usr/sbin").split(":", -1));
		return Stream.of(names)
			.flatMap((name) -> directories.stream().map((directory) -> Path.of(directory, name)))
			.filter((file) -> Files.isRegularFile(file) && Files.isExecutable(file))
			.findFirst();
	}

	/**
	 * The {@code java} that runs this application, which also runs the services.
	 */
	static String java() {
		return Path.of(System.getProperty("java.home"), "bin", "java").toString();
	}

}
