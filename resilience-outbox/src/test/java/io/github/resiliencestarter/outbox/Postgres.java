package io.github.resiliencestarter.outbox;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.util.FileSystemUtils;

/**
 * Real PostgreSQL in a temporary directory.
 */
final class Postgres implements Server {

	private final List<Path> directories = new ArrayList<>();

	private final String bin = bin();

	private final Path directory = temporaryDirectory();

	private final int port = freePort();

	private @Nullable Process process;

	Postgres() {
		try {
			run(asUser("chown", "nobody", this.directory.toString()));
			run(asNobody(this.bin + "initdb", "-D", data(), "-U", "outbox", "-A", "trust", "--no-sync"));
			start();
		}
		catch (IOException | RuntimeException ex) {
			close();
			throw new IllegalStateException("PostgreSQL did not start", ex);
		}
	}

	private String data() {
		return this.directory.resolve("data").toString();
	}

	private static List<String> asUser(String... command) {
		return isRoot() ? List.of(command) : List.of("true");
	}

	// PostgreSQL refuses to run as root
	private static List<String> asNobody(String... command) {
		List<String> all = new ArrayList<>();
		if (isRoot()) {
			all.addAll(List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"));
		}
		all.addAll(List.of(command));
		return all;
	}

	private static boolean isRoot() {
		return "root".equals(System.getProperty("user.name"));
	}

	private void start() throws IOException {
		this.process = new ProcessBuilder(asNobody(this.bin + "postgres", "-D", data(), "-p", "" + this.port, "-k",
				this.directory.toString(), "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=200"))
			.redirectErrorStream(true)
			.redirectOutput(new File("target/postgres.log"))
			.start();
		Server.awaitReachable(url(), user());
	}

	@Override
	public String url() {
		return "jdbc:postgresql://127.0.0.1:" + this.port + "/postgres";
	}

	@Override
	public String user() {
		return "outbox";
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
		this.directories.forEach((directory) -> FileSystemUtils.deleteRecursively(directory.toFile()));
	}

	private void kill() {
		Process process = this.process;
		if (process != null) {
			process.descendants().forEach(ProcessHandle::destroyForcibly);
			process.destroyForcibly().onExit().join();
		}
	}

	static int freePort() {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static void run(List<String> command) throws IOException {
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		if (process.onExit().join().exitValue() != 0) {
			throw new IllegalStateException(command + " failed: " + output);
		}
	}

	private String bin() {
		Path bin = parent(Path.of(Server.program("postgres")));
		return (isRoot() && !bin.startsWith("/usr") ? readable(bin) : bin) + "/";
	}

	private static Path parent(Path path) {
		return Objects.requireNonNull(path.getParent());
	}

	// Others may not read what was fetched into the cache of root
	private Path readable(Path bin) {
		Path copy = temporaryDirectory();
		try {
			run(List.of("cp", "-r", parent(parent(bin)).toString(), copy.resolve("root").toString()));
			run(List.of("chmod", "-R", "a+rX", copy.toString()));
			return copy.resolve("root/usr/bin");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Path temporaryDirectory() {
		Path directory = newDirectory("outbox-postgres");
		this.directories.add(directory);
		return directory;
	}

	static Path newDirectory(String prefix) {
		try {
			return Files.createTempDirectory(prefix);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
