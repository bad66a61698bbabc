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
 * Gives tests the fleet, one for all test classes of the JVM since its start takes long.
 * Before each test it is healed of what the one before did to it; after a failed one its
 * logs are kept; at the end of the JVM, however it comes, it goes down.
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
		fleet(context).heal();
	}

	@Override
	public void afterTestExecution(ExtensionContext context) throws IOException {
		if (context.getExecutionException().isPresent()) {
			keepLogs(fleet(context).home().resolve("logs"),
					TARGET.resolve("failures")
						.resolve(context.getRequiredTestClass().getSimpleName())
						.resolve(context.getDisplayName().replaceAll("[^\\w.-]+", "_")));
		}
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
	 * The store closes it at the end of the tests, the hook if the JVM is told to end
	 * before.
	 */
	private static Fleet create() {
		Fleet fleet = new Fleet(TARGET.resolve("fleet"));
		// Left by a JVM that was killed
		fleet.down();
		Runtime.getRuntime().addShutdownHook(new Thread(fleet::close, "fleet-down"));
		return fleet;
	}

}
