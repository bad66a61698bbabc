package io.github.resiliencestarter.fleet;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Starts HAProxy.
 */
final class HaproxyStarter implements InstanceStarter {

	private final Path root;

	private final FleetProcesses processes;

	private final Programs programs;

	HaproxyStarter(Path root, FleetProcesses processes, Programs programs) {
		this.root = root;
		this.processes = processes;
		this.programs = programs;
	}

	@Override
	public long start(String name, Ports ports) {
		Map<String, String> environment = new HashMap<>();
		ports.all()
			.forEach((part, port) -> environment.put(part.toUpperCase(Locale.ROOT).replace('-', '_') + "_PORT",
					Integer.toString(port)));
		return this.processes.spawn(name, List.of(this.programs.find(name), "-db", "-f",
				this.root.resolve("sample-services/haproxy.cfg").toString()), environment);
	}

}
