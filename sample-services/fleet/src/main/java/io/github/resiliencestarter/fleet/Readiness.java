package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Waits until instances are ready.
 */
final class Readiness {

	private static final Duration LIMIT = Duration.ofMinutes(3);

	private static final Duration STEP = Duration.ofMillis(100);

	private static final int LOG_LINES = 25;

	private final FleetProcesses processes;

	private final ClosablePace pace;

	Readiness(FleetProcesses processes, ClosablePace pace) {
		this.processes = processes;
		this.pace = pace;
	}

	/**
	 * Waits until instances are passing in Consul.
	 * @param names the instances
	 * @param pids the process IDs of the running instances
	 * @param ports the ports of the fleet
	 */
	void await(List<String> names, Map<String, Long> pids, Ports ports) {
		long limit = this.pace.nanos() + LIMIT.toNanos();
		for (String name : names) {
			while (!isReady(name, pids, ports)) {
				if (!FleetProcesses.isAlive(pids.getOrDefault(name, 0L))) {
					throw failure(name, "exited during startup");
				}
				if (this.pace.nanos() >= limit) {
					throw failure(name,
							"is %s in Consul after %d s".formatted(ConsulState.of(name, ports), LIMIT.toSeconds()));
				}
				this.pace.pause(STEP);
			}
		}
	}

	private FleetException failure(String name, String what) {
		Path log = this.processes.log(name);
		try {
			List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
			return new FleetException(name + " " + what, "--- last lines of %s%n%s".formatted(log,
					String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()))));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Also requires a response, because the state in Consul can be that of a previous
	 * process of the instance.
	 */
	private static boolean isReady(String name, Map<String, Long> pids, Ports ports) {
		return switch (name) {
			case Instances.CONSUL -> ConsulState.of(name, ports) == ConsulState.PASSING;
			case Instances.PROMETHEUS -> responds(name, "/-/ready", ports) && isPassing(name, pids, ports);
			case Instances.HAPROXY -> responds(name, "/", ports) && isPassing(name, pids, ports);
			default -> responds(name, "/actuator/health", ports) && isPassing(name, pids, ports)
					&& isCalled(name, pids, ports);
		};
	}

	private static boolean responds(String name, String path, Ports ports) {
		return LocalHttp.get(ports.of(name), path).isPresent();
	}

	/**
	 * Always true without Consul.
	 */
	private static boolean isPassing(String name, Map<String, Long> pids, Ports ports) {
		return !pids.containsKey(Instances.CONSUL) || ConsulState.of(name, ports) == ConsulState.PASSING;
	}

	/**
	 * HAProxy has its own checks, which notice a restarted instance some seconds later.
	 */
	private static boolean isCalled(String name, Map<String, Long> pids, Ports ports) {
		String line = "%s,%s,".formatted(Instances.service(name), name);
		return !pids.containsKey(Instances.HAPROXY) || name.startsWith("storefront-")
				|| LocalHttp.get(ports.of(Instances.HAPROXY), "/;csv")
					.stream()
					.flatMap((response) -> response.body().lines())
					.anyMatch((status) -> status.startsWith(line) && status.contains(",UP,"));
	}

}
