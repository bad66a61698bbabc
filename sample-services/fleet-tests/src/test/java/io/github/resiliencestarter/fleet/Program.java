package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Result of a program that has ended.
 *
 * @param exitCode the exit code
 * @param output the output, including errors
 */
record Program(int exitCode, String output) {

	/** The path of a program that consul/binaries finds or fetches. */
	static String find(String name) throws IOException {
		Program found = run(FleetScript.repository(), List.of("consul/binaries", name));
		if (found.exitCode() != 0) {
			throw new IOException(found.output());
		}
		// The last line, because the first call also reports the download
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
