package io.github.resiliencestarter.outbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.util.FileSystemUtils;

/**
 * Real MariaDB in a temporary directory.
 */
final class MariaDb implements Server {

	private final Path program = Path.of(Server.program("mariadbd")).toAbsolutePath();

	private final Path directory = Postgres.newDirectory("outbox-mariadb");

	private final int port = Postgres.freePort();

	private @Nullable Process process;

	MariaDb() {
		try {
			Process bootstrap = command("--bootstrap").start();
			bootstrap.getOutputStream()
				.write("create database mysql;\ncreate database outbox;\n".getBytes(StandardCharsets.UTF_8));
			bootstrap.getOutputStream().close();
			int exitCode = bootstrap.onExit().join().exitValue();
			if (exitCode != 0) {
				throw new IllegalStateException("The bootstrap failed with exit code " + exitCode + ":\n"
						+ Files.readString(this.directory.resolve("server.log")));
			}
			start();
		}
		catch (IOException | RuntimeException ex) {
			close();
			throw new IllegalStateException("MariaDB did not start", ex);
		}
	}

	private ProcessBuilder command(String... arguments) {
		List<String> all = new ArrayList<>(List.of(this.program.toString(), "--no-defaults",
				"--user=" + System.getProperty("user.name"), "--datadir=" + this.directory,
				"--lc-messages-dir=" + this.program.resolveSibling("../share/mysql").normalize(), "--skip-log-bin"));
		all.addAll(List.of(arguments));
		return new ProcessBuilder(all).redirectErrorStream(true)
			.redirectOutput(this.directory.resolve("server.log").toFile());
	}

	private void start() throws IOException {
		this.process = command("--port=" + this.port, "--bind-address=127.0.0.1",
				"--socket=" + this.directory.resolve("socket"), "--skip-grant-tables", "--max-connections=300")
			.start();
		Server.awaitReachable(url(), user());
	}

	@Override
	public String url() {
		return "jdbc:mariadb://127.0.0.1:" + this.port + "/outbox";
	}

	@Override
	public String user() {
		return "root";
	}

	@Override
	public void crashAndRestart() {
		kill();
		try {
			start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		kill();
		FileSystemUtils.deleteRecursively(this.directory.toFile());
	}

	private void kill() {
		Process process = this.process;
		if (process != null) {
			process.descendants().forEach(ProcessHandle::destroyForcibly);
			process.destroyForcibly().onExit().join();
		}
	}

}
