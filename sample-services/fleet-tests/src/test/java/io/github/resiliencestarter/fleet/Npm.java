package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The tools of {@code grafana/}, which need Node.js and a registry to download them from.
 * Both are optional: without them, tests that need the tools are skipped with a message.
 */
final class Npm {

	private static final Pattern NO_REGISTRY = Pattern
		.compile("\\b(ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ENOTCACHED|E40[134]|E5\\d\\d)\\b");

	private static final Path GRAFANA = FleetScript.repository().resolve("grafana");

	private static @Nullable Program fetched;

	private Npm() {
	}

	/** Fetches the tools, once for all tests of the JVM. */
	static synchronized Program fetchTools() throws IOException {
		if (fetched == null) {
			fetched = run("ci", "--prefer-offline");
		}
		return fetched;
	}

	/** Why there are no tools to run; empty if there are. */
	static String missing() throws IOException {
		if (!isInstalled()) {
			return "no npm in PATH";
		}
		Program tools = fetchTools();
		return (tools.exitCode() != 0 && NO_REGISTRY.matcher(tools.output()).find())
				? "npm reaches no registry: " + tools.output() : "";
	}

	static Program run(String... arguments) throws IOException {
		List<String> command = new ArrayList<>(List.of(arguments));
		command.add(0, "npm");
		return Program.run(GRAFANA, command);
	}

	private static boolean isInstalled() {
		try {
			return run("--version").exitCode() == 0;
		}
		catch (IOException ex) {
			return false;
		}
	}

}
