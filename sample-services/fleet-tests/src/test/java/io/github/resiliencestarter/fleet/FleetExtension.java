package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Provides tests with a fleet. All test classes of a JVM share one, because starting it
 * takes long. It is restored before each test, and its logs are kept after a failed one.
 * It is stopped when the JVM ends, for whatever reason.
 */
public final class FleetExtension implements ParameterResolver, BeforeEachCallback, AfterTestExecutionCallback {

	private static final Path TARGET = Path.of("target").toAbsolutePath();

	@Override
	public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
		return parameter.getParameter().getType() == Fleet.class;
	}

	@Override
	public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
		return fleet(context);
	}

	@Override
	public void beforeEach(ExtensionContext context) {
		if (startsTheFleet(context)) {
			fleet(context).down();
		}
		else {
			fleet(context).heal();
		}
	}

	@Override
	public void afterTestExecution(ExtensionContext context) throws IOException {
		if (context.getExecutionException().isPresent()) {
			keepLogs(fleet(context).home().resolve("logs"),
					TARGET.resolve("failures")
						.resolve(context.getRequiredTestClass().getSimpleName())
						.resolve(context.getDisplayName().replaceAll("[^\\w.-]+", "_")));
		}
		if (startsTheFleet(context)) {
			fleet(context).down();
		}
	}

	private static boolean startsTheFleet(ExtensionContext context) {
		return context.getRequiredTestMethod().isAnnotationPresent(StartsTheFleet.class);
	}

	private static void keepLogs(Path logs, Path kept) throws IOException {
		Files.createDirectories(kept);
		try (Stream<Path> files = Files.list(logs)) {
			for (Path log : files.toList()) {
				Files.write(kept.resolve(log.getFileName()), Files.readAllBytes(log));
			}
		}
		System.err.println("The logs of the fleet are in " + kept);
	}

	private static Fleet fleet(ExtensionContext context) {
		return context.getRoot()
			.getStore(ExtensionContext.Namespace.create(FleetExtension.class))
			.computeIfAbsent(Fleet.class, (key) -> create(), Fleet.class);
	}

	/**
	 * The store closes it at the end of the tests, the hook if the JVM ends earlier.
	 */
	private static Fleet create() {
		Fleet fleet = new Fleet(TARGET.resolve("fleet"));
		// Left over from a JVM that was killed
		fleet.down();
		Runtime.getRuntime().addShutdownHook(new Thread(fleet::close, "fleet-down"));
		return fleet;
	}

}
