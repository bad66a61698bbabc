package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A program that ends by itself, and what came of it.
 *
 * @param exitCode its exit code
 * @param output what it printed, errors too
 */
record Program(int exitCode, String output) {

	/** The path of a program that consul/binaries finds or fetches. */
	static String find(String name) throws IOException {
		Program found = run(FleetScript.repository(), List.of("consul/binaries", name));
		if (found.exitCode() != 0) {
			throw new IOException(found.output());
		}
		// The last line: a first call says before that it fetches
		return found.lastLine();
	}

	/** Runs a program that consul/binaries finds or fetches. */
	static Program runFound(String name, Path folder, String... arguments) throws IOException {
		List<String> command = new ArrayList<>(List.of(arguments));
		command.add(0, find(name));
		return run(folder, command);
	}

	String lastLine() {
		return this.output.strip().lines().reduce("", (before, last) -> last);
	}

	static Program run(Path folder, List<String> command) throws IOException {
		Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		try {
			return new Program(process.waitFor(), output);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException("Interrupted in " + command, ex);
		}
	}

}
