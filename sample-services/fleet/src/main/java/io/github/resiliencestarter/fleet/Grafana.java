package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Grafana of a fleet. It is optional: problems are reported and do not fail the command.
 */
final class Grafana {

	/**
	 * Runs in Docker if Grafana is not installed.
	 */
	private static final String IMAGE = "grafana/grafana:11.6.0";

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private static final Duration DOCKER_LIMIT = Duration.ofSeconds(5);

	private static final Duration STEP = Duration.ofMillis(200);

	private final Settings settings;

	private final FleetProcesses processes;

	private final Programs programs;

	private final ClosablePace pace;

	Grafana(Settings settings, FleetProcesses processes, Programs programs, ClosablePace pace) {
		this.settings = settings;
		this.processes = processes;
		this.programs = programs;
		this.pace = pace;
	}

	/**
	 * Starts Grafana if it is available.
	 * @return its process ID, if it was started
	 */
	OptionalLong start(Ports ports, Console console) {
		int port = ports.of(Instances.GRAFANA);
		if (Sockets.isListening(port)) {
			console.say("no Grafana, because its port %d is in use".formatted(port));
			return OptionalLong.empty();
		}
		Optional<Path> program = this.settings.program("grafana", "grafana-server");
		if (program.isEmpty() && !hasDocker()) {
			console.say(
					"no Grafana, because neither Grafana nor Docker is available; import grafana/dashboards into Grafana 9.4 or later");
			return OptionalLong.empty();
		}
		long pid = program.map((found) -> run(found, ports)).orElseGet(() -> runContainer(ports));
		await(pid, port, console);
		return OptionalLong.of(pid);
	}

	private void await(long pid, int port, Console console) {
		long limit = this.pace.nanos() + LIMIT.toNanos();
		while (LocalHttp.get(port, "/api/health").filter(LocalHttp.Response::isSuccess).isEmpty()) {
			if (!FleetProcesses.isAlive(pid) || this.pace.nanos() >= limit) {
				console.say("Grafana does not respond; continuing without it. Log: "
						+ this.processes.log(Instances.GRAFANA));
				return;
			}
			this.pace.pause(STEP);
		}
	}

	private boolean hasDocker() {
		return this.settings.program("docker")
			.filter((docker) -> this.programs.await(
					this.programs.start(List.of(docker.toString(), "info"), Path.of("/dev/null")), DOCKER_LIMIT) == 0)
			.isPresent();
	}

	private long run(Path program, Ports ports) {
		Map<String, String> environment = environment(ports);
		Path home = this.settings.home();
		Path grafana = this.settings.root().resolve("grafana");
		environment.put("GF_PATHS_PROVISIONING", grafana.resolve("provisioning").toString());
		environment.put("GF_PATHS_DATA", home.resolve("grafana").toString());
		environment.put("GF_PATHS_LOGS", home.resolve("grafana").toString());
		environment.put("FLEET_DASHBOARDS", grafana.resolve("dashboards").toString());
		List<String> command = new ArrayList<>(List.of(program.toString()));
		if (program.endsWith("grafana")) {
			command.add("server");
		}
		command.addAll(List.of("--homepath", homepath(program).toString()));
		return this.processes.spawn(Instances.GRAFANA, command, environment);
	}

	/**
	 * The directory of an installed Grafana, or of one that was unpacked from an archive.
	 */
	private static Path homepath(Path program) {
		Path installed = Path.of("/usr/share/grafana");
		try {
			return Files.isDirectory(installed) ? installed : program.toRealPath().resolve("../..").normalize();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private long runContainer(Ports ports) {
		Map<String, String> environment = environment(ports);
		environment.put("GF_PATHS_PROVISIONING", "/fleet/provisioning");
		environment.put("FLEET_DASHBOARDS", "/fleet/dashboards");
		List<String> command = new ArrayList<>(List.of("docker", "run", "--rm", "--cidfile", container().toString(),
				"--network", "host", "--volume", this.settings.root().resolve("grafana") + ":/fleet:ro"));
		environment.forEach((name, value) -> command.add("--env=%s=%s".formatted(name, value)));
		command.add(IMAGE);
		deleteContainerFile();
		return this.processes.spawn(Instances.GRAFANA, command, Map.of());
	}

	/**
	 * Everyone on this machine can view the dashboards, and nobody can change them,
	 * because they are in Git.
	 */
	private static Map<String, String> environment(Ports ports) {
		return new TreeMap<>(Map.of("GF_SERVER_HTTP_ADDR", "127.0.0.1", "GF_SERVER_HTTP_PORT",
				Integer.toString(ports.of(Instances.GRAFANA)), "GF_AUTH_ANONYMOUS_ENABLED", "true",
				"GF_ANALYTICS_REPORTING_ENABLED", "false", "GF_ANALYTICS_CHECK_FOR_UPDATES", "false",
				"FLEET_PROMETHEUS_URL", "http://127.0.0.1:" + ports.of(Instances.PROMETHEUS)));
	}

	/**
	 * Removes the container, which is still running if its client was killed.
	 */
	void removeContainer() {
		if (!Files.exists(container())) {
			return;
		}
		try {
			this.programs.await(this.programs.start(
					List.of("docker", "rm", "-f", Files.readString(container()).strip()), Path.of("/dev/null")), LIMIT);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		deleteContainerFile();
	}

	private Path container() {
		return this.settings.home().resolve("grafana.container");
	}

	private void deleteContainerFile() {
		try {
			Files.deleteIfExists(container());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
