package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Copies of the services' jars, so that a build does not replace the jars of running
 * services. They are unpacked because nested jars take a third of the startup time.
 */
final class Jars {

	private static final Duration LIMIT = Duration.ofMinutes(2);

	private final Path directory;

	private final Build build;

	private final Programs programs;

	Jars(Path home, Build build, Programs programs) {
		this.directory = home.resolve("jars");
		this.build = build;
		this.programs = programs;
	}

	/**
	 * Returns the jar to start an application from.
	 */
	Path of(String application) {
		return this.directory.resolve(application).resolve(application + ".jar");
	}

	/**
	 * Copies the jars that have changed, except those of applications with running
	 * instances, so that all instances of an application are the same.
	 */
	void take(SetUp setUp, List<String> applications, Set<String> running, Path log) {
		Map<Path, String> sums = new HashMap<>();
		Map<Path, Process> unpacking = new HashMap<>();
		for (String application : applications) {
			if (running.stream().map(Instances::service).noneMatch(application::equals)) {
				Path target = this.directory.resolve(application);
				Path jar = this.build.jar(application, setUp);
				String sum = sum(jar, application);
				if (!sum.equals(takenSum(target))) {
					FleetState.delete(target);
					sums.put(target, sum);
					unpacking.put(target, unpack(jar, target, log));
				}
			}
		}
		unpacking.forEach((target, process) -> {
			if (this.programs.await(process, LIMIT) != 0) {
				throw new FleetException("could not unpack the jar of %s; see %s".formatted(target.getFileName(), log));
			}
			write(target.resolve("sum"), sums.getOrDefault(target, ""));
		});
	}

	private Process unpack(Path jar, Path target, Path log) {
		return this.programs.start(List.of(Settings.java(), "-Djarmode=tools", "-XX:TieredStopAtLevel=1", "-jar",
				jar.toString(), "extract", "--destination", target.toString()), log);
	}

	private static String sum(Path jar, String application) {
		if (!Files.exists(jar)) {
			throw new FleetException(application + " has not been built");
		}
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar)));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String takenSum(Path target) {
		try {
			Path sum = target.resolve("sum");
			return Files.exists(sum) ? Files.readString(sum) : "";
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void write(Path file, String text) {
		try {
			Files.writeString(file, text);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
