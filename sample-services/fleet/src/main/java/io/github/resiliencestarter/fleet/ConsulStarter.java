package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Starts Consul.
 */
final class ConsulStarter implements InstanceStarter {

	private static final Pattern VERSION = Pattern.compile("Consul v(\\d+)\\.(\\d+)");

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private final Path root;

	private final FleetState state;

	private final FleetProcesses processes;

	private final Programs programs;

	ConsulStarter(Path root, FleetState state, FleetProcesses processes, Programs programs) {
		this.root = root;
		this.state = state;
		this.processes = processes;
		this.programs = programs;
	}

	@Override
	public long start(String name, Ports ports) {
		String program = this.programs.find(name);
		Path directory = this.state.home().resolve("consul");
		Path services = directory.resolve("services.json");
		try {
			Files.createDirectories(directory);
			Files.writeString(services, Json.write(Map.of("services", services(ports))));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		List<String> command = new ArrayList<>(List.of(program, "agent",
				"-config-file=" + this.root.resolve("consul/agent.hcl"), "-config-file=" + services,
				"-data-dir=" + directory.resolve("data"), "-ui", "-http-port=" + ports.of(name),
				"-server-port=" + ports.of("consul-server"), "-serf-lan-port=" + ports.of("consul-serf")));
		command.addAll(newerOptions(this.programs.run(List.of(program, "version"), LIMIT).output()));
		return this.processes.spawn(name, command, Map.of());
	}

	/**
	 * The options that older versions do not know: from 1.14 on, a server listens on port
	 * 8503 for gRPC with TLS, so that a second fleet could not start.
	 * @param version the output of {@code consul version}
	 */
	static List<String> newerOptions(String version) {
		Matcher matcher = VERSION.matcher(version);
		boolean newer = matcher.find()
				&& (Integer.parseInt(matcher.group(1)) > 1 || Integer.parseInt(matcher.group(2)) >= 14);
		return newer ? List.of("-grpc-tls-port=-1") : List.of();
	}

	/**
	 * Services that do not register themselves.
	 */
	private List<Map<String, Object>> services(Ports ports) {
		List<Map<String, Object>> services = new ArrayList<>();
		services.add(service(Instances.PROMETHEUS, "/-/ready", ports));
		if (this.state.usesHaproxy()) {
			services.add(service(Instances.HAPROXY, "/", ports));
		}
		return services;
	}

	private static Map<String, Object> service(String name, String path, Ports ports) {
		Map<String, Object> check = Map.of("http", "http://127.0.0.1:%d%s".formatted(ports.of(name), path), "interval",
				"2s", "timeout", "1s");
		return Map.of("id", name, "name", name, "address", "127.0.0.1", "port", ports.of(name), "check", check);
	}

}
