package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The script {@code fleet} of this repository, run as a user runs it, with a state
 * directory and ports of its own.
 */
final class FleetScript {

	private static final Duration LIMIT = Duration.ofMinutes(4);

	private final Path script;

	private final Path home;

	private final Map<String, String> environment;

	private final Set<Process> running = ConcurrentHashMap.newKeySet();

	private volatile boolean closed;

	/**
	 * Creates a script that works on one state directory.
	 * @param script the script itself
	 * @param home the state directory
	 * @param environment what its environment has beside ours, or instead of it
	 */
	FleetScript(Path script, Path home, Map<String, String> environment) {
		this.script = script;
		this.home = home;
		this.environment = environment;
	}

	/**
	 * Runs a command to its end.
	 */
	Result run(String... arguments) {
		return run(Map.of(), arguments);
	}

	/**
	 * Runs a command to its end.
	 * @param more what its environment has for once
	 * @param arguments the command
	 */
	Result run(Map<String, String> more, String... arguments) {
		try {
			Path out = Files.createTempFile("fleet", ".out");
			Path err = Files.createTempFile("fleet", ".err");
			try {
				int exitCode = run(more, List.of(arguments), out, err);
				return new Result(List.of(arguments), exitCode, Files.readString(out), Files.readString(err));
			}
			finally {
				Files.delete(out);
				Files.delete(err);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted in ./fleet " + String.join(" ", arguments), ex);
		}
	}

	/**
	 * Writes to files rather than to pipes: a process that the command started and that
	 * held on to them would make the reader wait for its end.
	 */
	private int run(Map<String, String> more, List<String> arguments, Path out, Path err)
			throws IOException, InterruptedException {
		if (this.closed && !arguments.equals(List.of("down"))) {
			throw new IllegalStateException("The fleet is closed");
		}
		List<String> command = new ArrayList<>(arguments);
		command.add(0, this.script.toString());
		ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
		builder.environment().putAll(Map.of("FLEET_HOME", this.home.toString(), "FLEET_BUILD", "never"));
		builder.environment().putAll(this.environment);
		builder.environment().putAll(more);
		Process process = builder.start();
		this.running.add(process);
		process.getOutputStream().close();
		boolean ended = process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
		this.running.remove(process);
		if (!ended) {
			process.destroyForcibly();
			throw new IllegalStateException(
					"%s did not end within %s: %s".formatted(command, LIMIT, Files.readString(err)));
		}
		return process.exitValue();
	}

	/**
	 * Takes no further command than {@code down} and ends those that are running: at the
	 * end of the JVM the tests go on beside its shutdown hooks, and would start the fleet
	 * again.
	 */
	void close() {
		this.closed = true;
		this.running.forEach(Process::destroyForcibly);
	}

	/**
	 * The repository in which the program runs.
	 */
	static Path repository() {
		return Settings.repository();
	}

	/**
	 * What a command has done.
	 *
	 * @param arguments the command
	 * @param exitCode its exit code
	 * @param out its standard output
	 * @param err its standard error
	 */
	record Result(List<String> arguments, int exitCode, String out, String err) {

		/**
		 * Returns the standard output of a command that succeeded.
		 */
		String orFail() {
			if (this.exitCode != 0) {
				throw new IllegalStateException("./fleet %s: exit code %d%n%s%s"
					.formatted(String.join(" ", this.arguments), this.exitCode, this.out, this.err));
			}
			return this.out;
		}

	}

}
