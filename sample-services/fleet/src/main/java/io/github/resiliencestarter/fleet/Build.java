package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Builds the services if a source is newer than the result.
 */
final class Build {

	private static final Duration LIMIT = Duration.ofHours(2);

	private static final int SHOWN_LINES = 40;

	/**
	 * Services that call others: without the starter, they protect these calls by hand.
	 */
	private static final Set<String> HANDMADE = Set.of("storefront", "orders");

	/**
	 * Builds without the code checks, which {@code mvn verify} runs.
	 */
	private static final List<String> COMMAND = List.of("-B", "-Dstyle.color=never", "package", "-Dmaven.test.skip",
			"-Dcheckstyle.skip", "-Dspring-javaformat.skip", "-Denforcer.skip", "-am", "-pl");

	private static final String CONSOLE = "resilience-console";

	private final Settings settings;

	private final Programs programs;

	private final InstantSource clock;

	Build(Settings settings, Programs programs, InstantSource clock) {
		this.settings = settings;
		this.programs = programs;
		this.clock = clock;
	}

	/**
	 * Returns the executable jar of a service.
	 */
	Path jar(String application, SetUp setUp) {
		return this.settings.root().resolve(module(application, setUp)).resolve("target/%s.jar".formatted(application));
	}

	private static String module(String application, SetUp setUp) {
		boolean isHandmade = setUp.isHandmade() && HANDMADE.contains(application);
		return (isHandmade ? "benchmarks/stock/" : "sample-services/") + application;
	}

	/**
	 * Builds services of a setup.
	 * @param setUp the setup
	 * @param applications the services
	 * @param console receives the progress
	 * @param log the log of the build
	 */
	void build(SetUp setUp, List<String> applications, Console console, Path log) {
		if (this.settings.variable("FLEET_BUILD").equals("never") || isBuilt(setUp, applications)) {
			return;
		}
		Path maven = this.settings.program("mvn")
			.orElseThrow(() -> new FleetException("mvn is not on the PATH; install Maven 3.8.7 or later"));
		console.say("building; the first build downloads many dependencies");
		FileTime start = FileTime.from(this.clock.instant());
		String modules = modules(setUp, applications).collect(Collectors.joining(","));
		try {
			Files.deleteIfExists(log);
			Process process = this.programs.start(
					Stream.of(List.of(maven.toString()), COMMAND, List.of(modules)).flatMap(List::stream).toList(),
					log);
			if (this.programs.await(process, LIMIT) != 0) {
				throw new FleetException("the build failed: " + log, problems(log));
			}
			for (Path original : originals(setUp, applications).toList()) {
				Files.setLastModifiedTime(original, start);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String problems(Path log) throws IOException {
		try (Stream<String> lines = Files.lines(log)) {
			return lines.filter((line) -> !line.isBlank() && !line.startsWith("[INFO]"))
				.limit(SHOWN_LINES)
				.collect(Collectors.joining("\n"));
		}
	}

	/**
	 * Compares with the original jars, because the executable ones have a fixed date to
	 * be reproducible.
	 */
	private boolean isBuilt(SetUp setUp, List<String> applications) {
		boolean lacksConsole = hasConsole() && WebConsole.jar(this.settings).isEmpty();
		return !lacksConsole && originals(setUp, applications).allMatch((original) -> Files.exists(original)
				&& sources(setUp, applications).noneMatch((source) -> isNewer(source, original)));
	}

	private Stream<Path> originals(SetUp setUp, List<String> applications) {
		return applications.stream().map((application) -> {
			Path jar = jar(application, setUp);
			return jar.resolveSibling(jar.getFileName() + ".original");
		});
	}

	private Stream<String> modules(SetUp setUp, List<String> applications) {
		Stream<String> modules = applications.stream().map((application) -> module(application, setUp));
		return hasConsole() ? Stream.concat(modules, Stream.of(CONSOLE)) : modules;
	}

	private boolean hasConsole() {
		return !this.settings.variable("FLEET_CONSOLE").equals("never");
	}

	private Stream<Path> sources(SetUp setUp, List<String> applications) {
		Stream<String> poms = Stream.of("pom.xml", "sample-services/pom.xml", "benchmarks/stock/pom.xml");
		Stream<String> modules = Stream
			.concat(Stream.of("resilience-starter", "resilience-outbox", "sample-services/faults",
					"sample-services/protocol", "benchmarks/stock/discovery"),
					Stream.concat(modules(SetUp.STARTER, applications), modules(setUp, applications)))
			.flatMap((module) -> Stream.of(module + "/pom.xml", module + "/src/main"));
		return Stream.concat(poms, modules).map(this.settings.root()::resolve);
	}

	private static boolean isNewer(Path source, Path product) {
		try (Stream<Path> files = Files.walk(source)) {
			FileTime built = Files.getLastModifiedTime(product);
			for (Path file : files.toList()) {
				if (Files.getLastModifiedTime(file).compareTo(built) > 0) {
					return true;
				}
			}
			return false;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
