package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Processes of one fleet, found by a variable in their environment rather than by PID
 * files, which can be stale and name a process of another program.
 */
final class FleetProcesses {

	private static final Path PROC = Path.of("/proc");

	private static final String MARK = "FLEET_INSTANCE=";

	private static final Duration STEP = Duration.ofMillis(10);

	private static final String SETSID = "setsid";

	/**
	 * Position of the state in {@code /proc/PID/stat}, after the name of the command,
	 * which can contain spaces.
	 */
	private static final int STATE = 0;

	private static final int SESSION = 3;

	private final Settings settings;

	private final ClosablePace pace;

	FleetProcesses(Settings settings, ClosablePace pace) {
		this.settings = settings;
		this.pace = pace;
	}

	/**
	 * Finds the processes that are running.
	 * @return the process ID of each instance, without their child processes
	 */
	Map<String, Long> find() {
		Map<String, Long> found = new HashMap<>();
		String fleet = "@" + this.settings.home();
		try (Stream<Path> files = Files.list(PROC)) {
			files.filter((file) -> Character.isDigit(file.getFileName().toString().charAt(0))).forEach((file) -> {
				long pid = Long.parseLong(file.getFileName().toString());
				read(pid, "environ").flatMap(FleetProcesses::mark)
					.filter((mark) -> mark.endsWith(fleet) && leadsSession(pid))
					.ifPresent((mark) -> found.put(mark.substring(0, mark.length() - fleet.length()), pid));
			});
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return found;
	}

	/**
	 * Returns whether a process that this class found or started is still running. Its
	 * environment does not tell: while a process executes another program, as
	 * {@code setsid} and wrapper scripts do, it reads as empty.
	 */
	static boolean isAlive(long pid) {
		return leadsSession(pid) && !isZombie(pid);
	}

	private static Optional<String> mark(String environment) {
		return Stream.of(environment.split("\0", -1))
			.filter((variable) -> variable.startsWith(MARK))
			.map((variable) -> variable.substring(MARK.length()))
			.findFirst();
	}

	private static boolean isZombie(long pid) {
		return stat(pid, STATE).filter("ZXx"::contains).isPresent();
	}

	private static boolean leadsSession(long pid) {
		return stat(pid, SESSION).filter(Long.toString(pid)::equals).isPresent();
	}

	/**
	 * Returns whether {@code setsid} has become the program that it was to start.
	 */
	private static boolean runsProgram(long pid) {
		return leadsSession(pid) && read(pid, "comm").filter((command) -> !command.strip().equals(SETSID)).isPresent()
				&& read(pid, "environ").flatMap(FleetProcesses::mark).isPresent();
	}

	private static Optional<String> stat(long pid, int field) {
		return read(pid, "stat").map((stat) -> stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1))
			.filter((fields) -> fields.length > field)
			.map((fields) -> fields[field]);
	}

	/**
	 * Returns empty if the process has exited or belongs to another user.
	 */
	private static Optional<String> read(long pid, String file) {
		try {
			return Optional.of(new String(Files.readAllBytes(PROC.resolve(Long.toString(pid)).resolve(file)),
					StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			return Optional.empty();
		}
	}

	/**
	 * Starts a process that outlives this one, in its own session.
	 * @param name the instance
	 * @param command the program and its arguments
	 * @param environment environment variables in addition to those of the settings
	 * @return its process ID
	 */
	long spawn(String name, List<String> command, Map<String, String> environment) {
		List<String> all = new ArrayList<>(List.of(SETSID));
		all.addAll(command);
		ProcessBuilder builder = new ProcessBuilder(all).redirectInput(Path.of("/dev/null").toFile())
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(log(name).toFile()));
		builder.environment().clear();
		builder.environment().putAll(this.settings.environment());
		builder.environment().putAll(environment);
		builder.environment().put("FLEET_INSTANCE", name + "@" + this.settings.home());
		try {
			Process process = builder.start();
			while (process.isAlive() && !runsProgram(process.pid())) {
				this.pace.pause(STEP);
			}
			return process.pid();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	Path log(String name) {
		return this.settings.home().resolve("logs").resolve(name + ".log");
	}

	/**
	 * Sends a signal to a process and its child processes, and lets them continue if they
	 * are stopped (SIGSTOP), so that they receive it.
	 */
	static void signal(long pid, String signal) {
		try {
			new ProcessBuilder("bash", "-c", "kill -s \"$0\" -- \"-$1\"; kill -s CONT -- \"-$1\"", signal,
					Long.toString(pid))
				.redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start()
				.waitFor();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new FleetException(ex);
		}
	}

	/**
	 * Waits until a process has exited.
	 * @return whether it exited in time
	 */
	boolean awaitEnd(long pid, Duration atMost) {
		long limit = this.pace.nanos() + atMost.toNanos();
		while (isAlive(pid)) {
			if (this.pace.nanos() >= limit) {
				return false;
			}
			this.pace.pause(STEP);
		}
		return true;
	}

}
