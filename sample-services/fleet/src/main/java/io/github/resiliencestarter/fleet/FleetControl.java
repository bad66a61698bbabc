package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Handle on a fleet: what an experiment does to it, and asks of it. Depends on nothing
 * but the JDK and the script.
 */
final class FleetControl implements AutoCloseable {

	/**
	 * The services of the fleet, in the order of their calls.
	 */
	static final List<String> SERVICES = List.of("storefront-1", "orders-1", "orders-2", "inventory-1", "inventory-2");

	private static final Duration PATIENCE = Duration.ofSeconds(2);

	private static final Duration STEP = Duration.ofMillis(1);

	/**
	 * A third inventory, which runs only where a scenario starts it.
	 */
	static final String SPARE = "inventory-3";

	private static final Pattern RUNNING = Pattern.compile("\"name\":\"([^\"]+)\",[^}]*\"pid\":(\\d+)");

	private static final Pattern SERVICE_ID = Pattern.compile("\"ServiceID\":\\s*\"([^\"]+)\"");

	private final HttpClient http = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.connectTimeout(PATIENCE)
		.build();

	private final Pace pace = new SystemPace();

	private final Map<String, ProcessHandle> located = new ConcurrentHashMap<>();

	private final Map<String, PacketDrop> cuts = new ConcurrentHashMap<>();

	private final FleetScript script;

	private final Path home;

	/**
	 * Creates a handle.
	 * @param script the script, for this fleet
	 * @param home where the state of the fleet is
	 */
	FleetControl(FleetScript script, Path home) {
		this.script = script;
		this.home = home;
	}

	/**
	 * Starts a fleet that knows nothing of the one before.
	 */
	void startAnew(SetUp setUp) {
		stopAll();
		run(Stream.of("up", setUp.option()).filter((argument) -> !argument.isEmpty()).toArray(String[]::new));
	}

	void stopAll() {
		this.cuts.keySet().forEach(this::mend);
		run("down");
	}

	/**
	 * Stops everything for good, whatever is in progress.
	 */
	@Override
	public void close() {
		this.script.close();
		stopAll();
	}

	/**
	 * Finds the processes now, so that a fault strikes at once: the script that looks for
	 * them takes a second of a small machine.
	 */
	void locate() {
		this.located.clear();
		RUNNING.matcher(this.script.run("status", "--json").orFail())
			.results()
			.forEach((running) -> ProcessHandle.of(Long.parseLong(running.group(2)))
				.ifPresent((process) -> this.located.put(running.group(1), process)));
	}

	/**
	 * Ends an instance as a crash would (SIGKILL), and waits for it.
	 */
	void kill(String name) {
		ProcessHandle process = process(name);
		process.destroyForcibly();
		long limit = this.pace.nanos() + PATIENCE.toNanos();
		while (isAlive(process)) {
			if (this.pace.nanos() > limit) {
				throw new IllegalStateException("%s (pid %d) does not end".formatted(name, process.pid()));
			}
			this.pace.awaitUntil(this.pace.nanos() + STEP.toNanos());
		}
	}

	/**
	 * As {@code ./fleet} sees it: the environment of a process that has ended but was not
	 * yet reaped is empty.
	 */
	private static boolean isAlive(ProcessHandle process) {
		try {
			return Files.readAllBytes(Path.of("/proc", Long.toString(process.pid()), "environ")).length > 0;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * What was located is good for once: the next process of that name is another.
	 */
	private ProcessHandle process(String name) {
		if (!this.located.containsKey(name)) {
			locate();
		}
		ProcessHandle process = this.located.remove(name);
		if (process == null) {
			throw new IllegalStateException(name + " does not run");
		}
		return process;
	}

	void stop(String name) {
		run("stop", name);
	}

	void start(String name) {
		run("start", name);
	}

	/**
	 * Restarts an instance.
	 * @param name the instance
	 * @param options further options of its JVM
	 */
	void restart(String name, String options) {
		stop(name);
		this.script.run(Map.of("JAVA_OPTS", options), "start", name).orFail();
	}

	/**
	 * Starts what is needed and does not run, in this order.
	 */
	void startAll(List<String> names) {
		names.forEach(this::start);
	}

	/**
	 * Makes the services forget the instances that they knew of. None may run.
	 */
	void forgetLists() {
		delete(this.home.resolve("lists"));
	}

	/**
	 * Starts an instance that may not be able to.
	 * @return whether it runs
	 */
	boolean tryToStart(String name) {
		return this.script.run("start", name).exitCode() == 0;
	}

	void fault(String name, String fault) {
		run("fault", name, fault);
	}

	/**
	 * Freezes a process (SIGSTOP).
	 */
	void pause(String name) {
		signal(name, "STOP");
	}

	/**
	 * Lets a frozen process go on.
	 */
	void resume(String name) {
		signal(name, "CONT");
	}

	/**
	 * Drops the packets to an instance, Consul's included.
	 */
	void cut(String name) {
		this.cuts.put(name, PacketDrop.before(port(name)));
	}

	/**
	 * Lets the packets through again.
	 */
	void mend(String name) {
		PacketDrop cut = this.cuts.remove(name);
		if (cut != null) {
			cut.close();
		}
	}

	/**
	 * Makes Consul, which does not run, forget all it has known.
	 */
	void forgetRegistry() {
		delete(this.home.resolve("consul").resolve("data"));
	}

	private static void delete(Path directory) {
		if (!Files.exists(directory)) {
			return;
		}
		try (Stream<Path> files = Files.walk(directory)) {
			for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
				Files.delete(file);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * What is registered in Consul and passes its check; nothing if Consul is away.
	 */
	Set<String> passing() {
		return SERVICE_ID.matcher(get("consul", "/v1/health/state/passing").orElse(""))
			.results()
			.map((id) -> id.group(1))
			.collect(Collectors.toSet());
	}

	/**
	 * The services, and the spare one.
	 */
	List<String> instances() {
		return Stream.concat(SERVICES.stream(), Stream.of(SPARE)).toList();
	}

	int port(String name) {
		try {
			return Files.readAllLines(this.home.resolve("ports"))
				.stream()
				.filter((line) -> line.startsWith(name + "="))
				.mapToInt((line) -> Integer.parseInt(line.substring(name.length() + 1)))
				.findFirst()
				.orElseThrow(() -> new IllegalArgumentException("No such instance: " + name));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	URI uri(String name, String path) {
		return URI.create("http://127.0.0.1:%d%s".formatted(port(name), path));
	}

	/**
	 * Gets a path of an instance.
	 * @return the body, if the answer is 200 and comes in time
	 */
	Optional<String> get(String name, String path) {
		try {
			HttpRequest request = HttpRequest.newBuilder(uri(name, path)).timeout(PATIENCE).build();
			HttpResponse<String> response = this.http.send(request, BodyHandlers.ofString());
			return Optional.of(response).filter((answer) -> answer.statusCode() == 200).map(HttpResponse::body);
		}
		catch (IOException ex) {
			return Optional.empty();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private void run(String... arguments) {
		this.script.run(arguments).orFail();
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
