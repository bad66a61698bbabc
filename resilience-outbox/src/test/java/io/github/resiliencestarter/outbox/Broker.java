package io.github.resiliencestarter.outbox;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.util.FileSystemUtils;

/**
 * Real message broker in a process of its own, which keeps its messages when it is
 * killed.
 */
abstract class Broker implements AutoCloseable {

	final int port = Postgres.freePort();

	final Path directory = Postgres.newDirectory("outbox-broker");

	private final List<Process> processes = new ArrayList<>();

	/**
	 * Returns the destination of messages, of which {@link #receive()} returns those that
	 * have arrived.
	 */
	abstract String destination();

	/**
	 * Returns the bean with which Spring connects to the broker.
	 */
	abstract Object connections();

	/**
	 * Starts the broker and waits until it can be used.
	 */
	abstract void start();

	/**
	 * Returns messages that have arrived, each of them once; none if the broker is down.
	 */
	abstract List<Received> receive();

	/**
	 * Starts a process of the broker.
	 */
	void launch(Map<String, String> environment, List<String> command) {
		try {
			ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect
					.appendTo(new File("target/broker-%s.log".formatted(getClass().getSimpleName()))));
			builder.environment().putAll(environment);
			this.processes.add(builder.start());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Starts a process of the broker in a JVM with the class path of the test.
	 */
	void launchJava(String mainClass, String... arguments) {
		launch(Map.of(), java(mainClass, arguments));
	}

	static List<String> java(String mainClass, String... arguments) {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-XX:+UseSerialGC", "-Xmx256m", "-cp", System.getProperty("java.class.path"), mainClass));
		command.addAll(List.of(arguments));
		return command;
	}

	/**
	 * Kills the broker (SIGKILL).
	 */
	void kill() {
		for (Process process : this.processes) {
			process.descendants().forEach(ProcessHandle::destroyForcibly);
			process.destroyForcibly().onExit().join();
		}
		this.processes.clear();
	}

	@Override
	public void close() {
		kill();
		FileSystemUtils.deleteRecursively(this.directory.toFile());
	}

	/**
	 * Message that has arrived.
	 *
	 * @param id its idempotency key
	 * @param orderingKey its ordering key, if the broker tells
	 * @param header the value of the header {@code trace-id}
	 * @param body its payload
	 */
	record Received(String id, @Nullable String orderingKey, String header, String body) {
	}

}
