package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Fleet as experiments use it.
 */
final class FleetControl implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(2);

	private static final Duration STEP = Duration.ofMillis(1);

	private static final Pattern SERVICE_ID = Pattern.compile("\"ServiceID\":\\s*\"([^\"]+)\"");

	private final HttpClient http = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.connectTimeout(PATIENCE)
		.build();

	private final Pace pace = new SystemPace();

	private final Map<String, ProcessHandle> located = new ConcurrentHashMap<>();

	private final Map<String, List<PacketDrop>> cuts = new ConcurrentHashMap<>();

	private final Settings settings;

	private final LocalFleet fleet;

	private final Console console = Console.of(new PrintStream(OutputStream.nullOutputStream()));

	/**
	 * Creates a control of a fleet, which can be running already.
	 */
	FleetControl(Settings settings) {
		this.settings = settings;
		this.fleet = new LocalFleet(settings);
	}

	/**
	 * The fleet itself.
	 */
	LocalFleet fleet() {
		return this.fleet;
	}

	/**
	 * Starts a new fleet, without state of the previous one.
	 */
	void startAnew(SetUp setUp) {
		stopAll();
		this.fleet.up(setUp, this.console);
	}

	void stopAll() {
		stopAll(this.fleet);
	}

	private void stopAll(LocalFleet fleet) {
		this.cuts.keySet().forEach(this::mend);
		fleet.down((change) -> {
		});
	}

	/**
	 * Stops everything and rejects further commands: other threads keep running during
	 * the shutdown hooks of the JVM, and could start the fleet again.
	 */
	@Override
	public void close() {
		this.fleet.close();
		stopAll(new LocalFleet(this.settings));
	}

	/**
	 * Finds the processes in advance, so that a fault takes effect immediately.
	 */
	void locate() {
		this.located.clear();
		this.fleet.pids()
			.forEach((name, pid) -> ProcessHandle.of(pid).ifPresent((process) -> this.located.put(name, process)));
	}

	/**
	 * Kills an instance (SIGKILL), as in a crash, and waits until it has exited.
	 */
	void kill(String name) {
		ProcessHandle process = process(name);
		process.destroyForcibly();
		long limit = this.pace.nanos() + PATIENCE.toNanos();
		while (FleetProcesses.isAlive(process.pid())) {
			if (this.pace.nanos() > limit) {
				throw new IllegalStateException("%s (pid %d) did not exit".formatted(name, process.pid()));
			}
			this.pace.awaitUntil(this.pace.nanos() + STEP.toNanos());
		}
	}

	/**
	 * A process is located for one use only, because the instance can be restarted.
	 */
	private ProcessHandle process(String name) {
		if (!this.located.containsKey(name)) {
			locate();
		}
		ProcessHandle process = this.located.remove(name);
		if (process == null) {
			throw new IllegalStateException(name + " is not running");
		}
		return process;
	}

	void stop(String name) {
		this.fleet.stop(name);
	}

	void start(String name) {
		this.fleet.start(name, this.console);
	}

	/**
	 * Restarts an instance.
	 * @param name the instance
	 * @param options additional options of its JVM
	 */
	void restart(String name, String options) {
		stop(name);
		this.fleet.with(Map.of("JAVA_OPTS", options)).start(name, this.console);
	}

	/**
	 * Starts instances in this order, unless they are running.
	 */
	void startAll(List<String> names) {
		names.forEach(this::start);
	}

	/**
	 * Deletes the instance lists of the services, which must not be running.
	 */
	void forgetLists() {
		FleetState.delete(this.settings.home().resolve("lists"));
	}

	/**
	 * Starts an instance that might fail to start.
	 * @return whether it is running
	 */
	boolean tryToStart(String name) {
		try {
			start(name);
			return true;
		}
		catch (FleetException ex) {
			return false;
		}
	}

	void fault(String name, String fault) {
		this.fleet.fault(name, fault);
	}

	/**
	 * Freezes a process (SIGSTOP).
	 */
	void pause(String name) {
		signal(name, "STOP");
	}

	/**
	 * Resumes a frozen process.
	 */
	void resume(String name) {
		signal(name, "CONT");
	}

	/**
	 * Drops the packets to an instance, over HTTP and gRPC, including those of Consul.
	 */
	void cut(String name) {
		List<PacketDrop> drops = this.cuts.computeIfAbsent(name, (instance) -> new CopyOnWriteArrayList<>());
		this.fleet.state().ports().allOf(name).forEach((port) -> drops.add(PacketDrop.before(port)));
	}

	/**
	 * Stops dropping packets.
	 */
	void mend(String name) {
		List<PacketDrop> drops = this.cuts.remove(name);
		if (drops != null) {
			drops.forEach(PacketDrop::close);
		}
	}

	/**
	 * Deletes the data of Consul, which must not be running.
	 */
	void forgetRegistry() {
		FleetState.delete(this.settings.home().resolve("consul/data"));
	}

	/**
	 * Returns what is registered in Consul and passing; nothing if Consul is down.
	 */
	Set<String> passing() {
		return SERVICE_ID.matcher(get("consul", "/v1/health/state/passing").orElse(""))
			.results()
			.map((id) -> id.group(1))
			.collect(Collectors.toSet());
	}

	/**
	 * The instances of the services, including those that only {@code start} starts.
	 */
	List<String> instances() {
		return Instances.ALL_SERVICES;
	}

	int port(String name) {
		return this.fleet.state().ports().of(name);
	}

	URI uri(String name, String path) {
		return URI.create("http://127.0.0.1:%d%s".formatted(port(name), path));
	}

	/**
	 * Gets a path of an instance.
	 * @return the body, if the status is 200
	 */
	Optional<String> get(String name, String path) {
		try {
			HttpRequest request = HttpRequest.newBuilder(uri(name, path)).timeout(PATIENCE).build();
			HttpResponse<String> response = this.http.send(request, BodyHandlers.ofString());
			return Optional.of(response).filter((result) -> result.statusCode() == 200).map(HttpResponse::body);
		}
		catch (IOException ex) {
			return Optional.empty();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	void signal(String name, String signal) {
		String pid = Long.toString(process(name).pid());
		try {
			int exitCode = new ProcessBuilder("kill", "-" + signal, pid).start().waitFor();
			if (exitCode != 0) {
				throw new IllegalStateException("kill -%s %s: exit code %d".formatted(signal, name, exitCode));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
