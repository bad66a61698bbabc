package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs programs that exit on their own.
 */
final class Programs {

	private static final Duration STEP = Duration.ofMillis(20);

	private static final Duration GIT_LIMIT = Duration.ofSeconds(10);

	private final Settings settings;

	private final ClosablePace pace;

	Programs(Settings settings, ClosablePace pace) {
		this.settings = settings;
		this.pace = pace;
	}

	/**
	 * Finds a program that the fleet needs, or downloads it.
	 */
	String find(String name) {
		Result result = run(List.of(this.settings.root().resolve("consul/binaries").toString(), name),
				Duration.ofHours(1));
		if (result.exitCode() != 0) {
			throw new FleetException("%s was neither found nor downloaded; see above".formatted(name));
		}
		return result.output().strip();
	}

	/**
	 * The commit of the repository, for reports.
	 */
	String commit() {
		if (this.settings.program("git").isEmpty()) {
			return "unknown";
		}
		Result described = run(List.of("git", "describe", "--always", "--dirty", "--exclude", "*"), GIT_LIMIT);
		return (described.exitCode() == 0) ? described.output().strip() : "unknown";
	}

	/**
	 * Runs a program and passes its standard error on to the user.
	 */
	Result run(List<String> command, Duration atMost) {
		try {
			ProcessBuilder builder = builder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
			Process process = builder.start();
			int exitCode = await(process, atMost);
			return new Result(exitCode, new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Starts a program that appends its output to a log.
	 */
	Process start(List<String> command, Path log) {
		try {
			return builder(command).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
				.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private ProcessBuilder builder(List<String> command) {
		ProcessBuilder builder = new ProcessBuilder(command).directory(this.settings.root().toFile())
			.redirectInput(Path.of("/dev/null").toFile());
		builder.environment().clear();
		builder.environment().putAll(this.settings.environment());
		return builder;
	}

	/**
	 * Waits until a program has exited, and stops it after a timeout.
	 * @return its exit code
	 */
	int await(Process process, Duration atMost) {
		long limit = this.pace.nanos() + atMost.toNanos();
		try {
			while (!process.waitFor(STEP.toMillis(), TimeUnit.MILLISECONDS) && this.pace.nanos() < limit) {
				this.pace.pause(Duration.ZERO);
			}
			return process.isAlive() ? -1 : process.exitValue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new FleetException(ex);
		}
		finally {
			// destroy() closes the output, also of a process that has exited
			if (process.isAlive()) {
				process.destroy();
			}
		}
	}

	/**
	 * Result of a program.
	 *
	 * @param exitCode its exit code
	 * @param output its standard output
	 */
	record Result(int exitCode, String output) {

	}

}
