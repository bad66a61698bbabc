package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Console of a fleet in the browser. It is optional: problems are reported and do not
 * fail the command.
 */
final class WebConsole {

	/**
	 * Its user, whose password is the token of the fleet.
	 */
	static final String USER = "operator";

	private static final List<String> JAVA_OPTIONS = List.of("-Xmx96m", "-Xss512k", "-XX:+UseSerialGC",
			"-XX:TieredStopAtLevel=1", "-XX:-UsePerfData");

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private static final Duration STEP = Duration.ofMillis(200);

	private final Settings settings;

	private final FleetState state;

	private final FleetProcesses processes;

	private final ClosablePace pace;

	WebConsole(Settings settings, FleetState state, FleetProcesses processes, ClosablePace pace) {
		this.settings = settings;
		this.state = state;
		this.processes = processes;
		this.pace = pace;
	}

	/**
	 * Starts the console if it has been built.
	 * @return its process ID, if it was started
	 */
	OptionalLong start(Ports ports, Console console) {
		int port = ports.of(Instances.WEB_CONSOLE);
		Optional<Path> jar = jar(this.settings);
		if (jar.isEmpty()) {
			console.say("no console, because resilience-console has not been built");
			return OptionalLong.empty();
		}
		if (Sockets.isListening(port)) {
			console.say("no console, because its port %d is in use".formatted(port));
			return OptionalLong.empty();
		}
		long pid = this.processes.spawn(Instances.WEB_CONSOLE, command(copy(jar.get())), environment(port, ports));
		await(pid, port, console);
		return OptionalLong.of(pid);
	}

	private static List<String> command(Path jar) {
		return Stream.of(List.of(Settings.java()), JAVA_OPTIONS, List.of("-jar", jar.toString()))
			.flatMap(List::stream)
			.toList();
	}

	private Map<String, String> environment(int port, Ports ports) {
		String user = "RESILIENCE_CONSOLE_SECURITY_USERS_OPERATOR_";
		return Map.of("SERVER_PORT", Integer.toString(port), "SPRING_CLOUD_CONSUL_HOST", "127.0.0.1",
				"SPRING_CLOUD_CONSUL_PORT", Integer.toString(ports.of(Instances.CONSUL)), user + "PASSWORD",
				"{noop}" + this.state.token(), user + "ROLES", "RESILIENCE_WRITE", "RESILIENCE_CONSOLE_INTERVAL", "2s");
	}

	/**
	 * Returns the executable jar of the console, if it has been built.
	 */
	static Optional<Path> jar(Settings settings) {
		Path target = settings.root().resolve("resilience-console/target");
		if (!Files.isDirectory(target)) {
			return Optional.empty();
		}
		try (Stream<Path> files = Files.list(target)) {
			return files.filter((file) -> file.getFileName().toString().endsWith("-exec.jar")).findFirst();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * A build does not replace the jar of a running console.
	 */
	private Path copy(Path jar) {
		Path copy = this.settings.home().resolve("jars/console.jar");
		try {
			Files.createDirectories(this.settings.home().resolve("jars"));
			return Files.copy(jar, copy, StandardCopyOption.REPLACE_EXISTING);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void await(long pid, int port, Console console) {
		long limit = this.pace.nanos() + LIMIT.toNanos();
		while (LocalHttp.get(port, "/actuator/health/liveness").filter(LocalHttp.Response::isSuccess).isEmpty()) {
			if (!FleetProcesses.isAlive(pid) || this.pace.nanos() >= limit) {
				console.say("the console does not respond; continuing without it. Log: "
						+ this.processes.log(Instances.WEB_CONSOLE));
				return;
			}
			this.pace.pause(STEP);
		}
	}

}
