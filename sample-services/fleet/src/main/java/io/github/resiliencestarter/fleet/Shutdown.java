package io.github.resiliencestarter.fleet;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.github.resiliencestarter.fleet.Change.What;

/**
 * Stops processes.
 */
final class Shutdown {

	private static final Duration STOP_LIMIT = Duration.ofSeconds(40);

	private static final Duration ALL_LIMIT = Duration.ofSeconds(15);

	private static final Duration KILL_LIMIT = Duration.ofSeconds(10);

	private final FleetProcesses processes;

	private final Pace pace;

	Shutdown(FleetProcesses processes, Pace pace) {
		this.processes = processes;
		this.pace = pace;
	}

	/**
	 * Kills a process (SIGKILL), as in a crash.
	 */
	Change kill(String name, long pid) {
		FleetProcesses.signal(pid, "KILL");
		if (!this.processes.awaitEnd(pid, KILL_LIMIT)) {
			throw new FleetException("%s (pid %d) did not exit".formatted(name, pid));
		}
		return new Change(name, pid, What.KILLED);
	}

	/**
	 * Stops a process (SIGTERM), as in a deployment.
	 */
	Change stop(String name, long pid) {
		FleetProcesses.signal(pid, "TERM");
		if (!this.processes.awaitEnd(pid, STOP_LIMIT)) {
			throw new FleetException("%s (pid %d) is still running after %d s; kill it with ./fleet kill %s"
				.formatted(name, pid, STOP_LIMIT.toSeconds(), name));
		}
		return new Change(name, pid, What.STOPPED);
	}

	/**
	 * Stops all processes, Consul last, so that services can deregister.
	 * @param pids the process ID of each instance
	 * @param listener receives each process that has stopped
	 */
	void all(Map<String, Long> pids, Consumer<Change> listener) {
		Map<String, Long> others = new HashMap<>(pids);
		Long consul = others.remove(Instances.CONSUL);
		together(others, listener);
		if (consul != null) {
			together(Map.of(Instances.CONSUL, consul), listener);
		}
	}

	private void together(Map<String, Long> pids, Consumer<Change> listener) {
		long limit = this.pace.nanos() + ALL_LIMIT.toNanos();
		pids.values().forEach((pid) -> FleetProcesses.signal(pid, "TERM"));
		Stream.concat(Instances.ALL.stream(), Stream.of(Instances.GRAFANA, Instances.WEB_CONSOLE))
			.filter(pids::containsKey)
			.forEach((name) -> listener.accept(stopUntil(limit, name, pids.getOrDefault(name, 0L))));
	}

	private Change stopUntil(long limit, String name, long pid) {
		if (this.processes.awaitEnd(pid, Duration.ofNanos(limit - this.pace.nanos()))) {
			return new Change(name, pid, What.STOPPED);
		}
		kill(name, pid);
		return new Change(name, pid, What.DID_NOT_STOP);
	}

}
