package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * A program that ends by itself, and what came of it.
 *
 * @param exitCode its exit code
 * @param output what it printed, errors too
 */
record Program(int exitCode, String output) {

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
