package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sample fleet as real processes, with the commands of {@code ./fleet} and HTTP
 * requests. Tests get it from {@link FleetExtension}. Public for tests of other modules.
 */
public final class Fleet implements AutoCloseable {

	/**
	 * Selects the series of the services that always run. Series of the spare instance
	 * can remain for five minutes after it was stopped.
	 */
	static final String SERVICES = "job!='consul', instance!='%s'".formatted(Instances.SPARE);

	private static final Duration HEALING_LIMIT = Duration.ofSeconds(90);

	private final JsonMapper json = new JsonMapper();

	private final HttpClient http = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.connectTimeout(Duration.ofSeconds(5))
		.build();

	private final Path home;

	private final FleetScript script;

	private final FleetControl control;

	private final Map<String, Integer> ports = new ConcurrentHashMap<>();

	private final Set<String> faulty = new LinkedHashSet<>();

	private final Set<String> paused = new LinkedHashSet<>();

	/**
	 * Creates a fleet that is not running yet.
	 * @param home the directory of state and logs
	 */
	public Fleet(Path home) {
		this.home = home;
		Path repository = FleetScript.repository();
		Map<String, String> environment = Map.of("FLEET_PORTS", "auto", "FLEET_BUILD", "never", "FLEET_CONSOLE",
				"never");
		this.script = new FleetScript(repository.resolve("fleet"), home, environment);
		this.control = new FleetControl(Settings.of(repository, System.getenv()).at(home, environment));
	}

	/**
	 * Starts everything that is not running and waits until all services are passing in
	 * Consul.
	 */
	public void up() {
		this.ports.clear();
		run("up");
	}

	/**
	 * Stops everything.
	 */
	public void down() {
		run("down");
		this.ports.clear();
		this.faulty.clear();
		this.paused.clear();
	}

	/**
	 * Stops everything and rejects further commands.
	 */
	@Override
	public void close() {
		this.script.close();
		this.control.close();
	}

	/**
	 * Restores the fleet after a test, starting it if necessary: all instances are
	 * running without faults, and circuit breakers are closed.
	 */
	public void heal() {
		List.copyOf(this.paused).stream().filter((name) -> instance(name).pid() != null).forEach(this::resume);
		this.paused.clear();
		if (!status().stream().allMatch(Instance::isPassing)) {
			up();
		}
		List.copyOf(this.faulty).forEach((name) -> fault(name, "none"));
		Awaitility.await("ten good answers in a row")
			.atMost(HEALING_LIMIT)
			.pollInterval(Duration.ofMillis(200))
			.until(() -> IntStream.range(0, 10).allMatch((i) -> get("storefront-1", "/checkout/1").status() == 200));
	}

	/**
	 * Kills an instance, as in a crash.
	 */
	public void kill(String name) {
		run("kill", name);
		this.paused.remove(name);
		this.faulty.remove(name);
	}

	/**
	 * Stops an instance, as in a deployment.
	 */
	public void stop(String name) {
		run("stop", name);
		this.paused.remove(name);
		this.faulty.remove(name);
	}

	/**
	 * Starts an instance that was killed or stopped, on the same port, and waits until it
	 * is passing in Consul.
	 */
	public void start(String name) {
		run("start", name);
	}

	/**
	 * Freezes the process of an instance (SIGSTOP): connections stay open, but it does
	 * not respond.
	 */
	public void pause(String name) {
		this.control.pause(name);
		this.paused.add(name);
	}

	/**
	 * Resumes a frozen process.
	 */
	public void resume(String name) {
		this.control.resume(name);
		this.paused.remove(name);
	}

	/**
	 * Injects a fault into a service, or removes it.
	 * @param name the instance
	 * @param fault for example {@code latency=2s}, {@code error=50%}, {@code hang} or
	 * {@code none}
	 */
	public void fault(String name, String fault) {
		run("fault", name, fault);
		if (fault.equals("none")) {
			this.faulty.remove(name);
		}
		else {
			this.faulty.add(name);
		}
	}

	/**
	 * Sends requests to the storefront on schedule and waits for the report.
	 */
	public LoadReport load(int rps, int seconds, String path) {
		String report = run("load", "--rps", Integer.toString(rps), "--seconds", Integer.toString(seconds), "--path",
				path, "--json");
		return this.json.readValue(report, LoadReport.class);
	}

	/**
	 * Sends requests to the storefront in the background.
	 */
	public CompletableFuture<LoadReport> startLoad(int rps, int seconds, String path) {
		return CompletableFuture.supplyAsync(() -> load(rps, seconds, path));
	}

	/**
	 * The status of all processes, with their ports and their state in Consul.
	 */
	public List<Instance> status() {
		return this.control.fleet().status().stream().map(Instance::of).toList();
	}

	public Instance instance(String name) {
		return status().stream()
			.filter((instance) -> instance.name().equals(name))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("No such instance: " + name));
	}

	public int port(String name) {
		return this.ports.computeIfAbsent(name, (key) -> instance(key).port());
	}

	/**
	 * Gets a path of an instance; fails if it does not respond within ten seconds.
	 */
	public Response get(String name, String path) {
		URI uri = URI.create("http://127.0.0.1:%d%s".formatted(port(name), path));
		HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build();
		try {
			HttpResponse<String> response = this.http.send(request, BodyHandlers.ofString());
			return new Response(response.statusCode(), response.body());
		}
		catch (IOException ex) {
			throw new UncheckedIOException("GET " + uri, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted in GET " + uri, ex);
		}
	}

	/**
	 * Queries Prometheus.
	 * @param query an instant query that yields a vector or a scalar
	 * @return the series, none if there is no data
	 */
	public List<Series> promql(String query) {
		Response response = get("prometheus",
				"/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
		assertThat(response.status()).as("%s: %s", query, response.body()).isEqualTo(200);
		JsonNode data = this.json.readTree(response.body()).path("data");
		if (data.path("resultType").asString().equals("scalar")) {
			return List.of(new Series(Map.of(), value(data.path("result"))));
		}
		List<Series> series = new ArrayList<>();
		for (JsonNode result : data.path("result")) {
			Map<String, String> labels = this.json.convertValue(result.path("metric"),
					new TypeReference<Map<String, String>>() {
					});
			series.add(new Series(labels, value(result.path("value"))));
		}
		return series;
	}

	private static double value(JsonNode sample) {
		String value = sample.path(1).asString();
		return switch (value) {
			case "+Inf" -> Double.POSITIVE_INFINITY;
			case "-Inf" -> Double.NEGATIVE_INFINITY;
			default -> Double.parseDouble(value);
		};
	}

	/**
	 * The directory of state and logs.
	 */
	public Path home() {
		return this.home;
	}

	/**
	 * The control for scenarios. {@link #heal()} does not undo their changes.
	 */
	FleetControl control() {
		return this.control;
	}

	/**
	 * Runs a command of the script, even if it fails.
	 */
	FleetScript.Result command(String... arguments) {
		return this.script.run(arguments);
	}

	/**
	 * Returns whether a process is running. A zombie process is not.
	 */
	static boolean isRunning(Long pid) {
		return ProcessHandle.of(pid).flatMap((process) -> process.info().command()).isPresent();
	}

	/**
	 * Puts a value into Consul's KV store.
	 */
	void putInConsul(String key, String value) {
		LocalHttp.Response response = LocalHttp.put(port("consul"), "/v1/kv/" + key, Map.of(), value).orElseThrow();
		assertThat(response.isSuccess()).as(response.body()).isTrue();
	}

	String run(String... arguments) {
		return command(arguments).orFail();
	}

	/**
	 * One line of {@code ./fleet status}.
	 *
	 * @param name the instance, for example {@code inventory-1}
	 * @param service the name in Consul, for example {@code inventory}
	 * @param port the port
	 * @param pid the process ID, if it is running
	 * @param consul {@code passing}, {@code critical} or {@code absent}
	 */
	public record Instance(String name, String service, int port, @Nullable Long pid, String consul) {

		static Instance of(InstanceStatus status) {
			return new Instance(status.name(), status.service(), status.port(), status.pid(),
					status.consul().toString());
		}

		public boolean isPassing() {
			return this.pid != null && this.consul.equals("passing");
		}

	}

	/**
	 * An HTTP response.
	 *
	 * @param status the status code
	 * @param body the body
	 */
	public record Response(int status, String body) {

	}

	/**
	 * A series in a result of Prometheus.
	 *
	 * @param labels the labels
	 * @param value the current value
	 */
	public record Series(Map<String, String> labels, double value) {

	}

}
