package io.github.resiliencestarter.fleet;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;

import io.github.resiliencestarter.fleet.Change.What;

/**
 * The sample fleet on this machine: starts it, stops it and injects faults. Its state is
 * in its directory and in the environment of its processes, so any program can control a
 * fleet that another one has started.
 */
final class LocalFleet implements AutoCloseable {

	private final ClosablePace pace;

	private final Settings settings;

	private final FleetState state;

	private final FleetProcesses processes;

	private final Programs programs;

	private final Build build;

	private final Jars jars;

	private final Shutdown shutdown;

	private final Grafana grafana;

	private final WebConsole webConsole;

	private final InstanceStarter services;

	private final Map<String, InstanceStarter> others;

	/**
	 * Creates a fleet, which can be running already.
	 */
	LocalFleet(Settings settings) {
		this(settings, new ClosablePace(new SystemPace()));
	}

	private LocalFleet(Settings settings, ClosablePace pace) {
		this.pace = pace;
		this.settings = settings;
		this.state = new FleetState(settings, pace);
		this.processes = new FleetProcesses(settings, pace);
		this.programs = new Programs(settings, pace);
		this.build = new Build(settings, this.programs, InstantSource.system());
		this.jars = new Jars(settings.home(), this.build, this.programs);
		this.shutdown = new Shutdown(this.processes, pace);
		this.grafana = new Grafana(settings, this.processes, this.programs, pace);
		this.webConsole = new WebConsole(settings, this.state, this.processes, pace);
		this.services = new ServiceStarter(settings, this.state, this.processes, this.jars);
		this.others = Map.of(Instances.CONSUL,
				new ConsulStarter(settings.root(), this.state, this.processes, this.programs), Instances.PROMETHEUS,
				new PrometheusStarter(settings.root(), settings.home(), this.processes, this.programs),
				Instances.HAPROXY, new HaproxyStarter(settings.root(), this.processes, this.programs));
	}

	/**
	 * Returns the same fleet, with other environment variables.
	 */
	LocalFleet with(Map<String, String> environment) {
		return new LocalFleet(this.settings.at(this.settings.home(), environment), this.pace);
	}

	/**
	 * Finds the processes of the running instances.
	 */
	Map<String, Long> pids() {
		return this.processes.find();
	}

	Programs programs() {
		return this.programs;
	}

	FleetState state() {
		return this.state;
	}

	/**
	 * Builds services of a setup if they are out of date.
	 */
	void build(SetUp setUp, List<String> applications, Console console) {
		this.state.locked(() -> {
			this.build.build(setUp, applications, console, this.processes.log("build"));
			return setUp;
		});
	}

	/**
	 * Starts everything that is not running, waits until all services are passing in
	 * Consul, and warms them up.
	 * @param setUp the setup of the services
	 * @param console receives the progress
	 * @return the process ID of each instance
	 */
	Map<String, Long> up(SetUp setUp, Console console) {
		this.settings.requireSupported();
		return this.state.locked(() -> {
			Map<String, Long> pids = this.processes.find();
			Ports ports = pids.isEmpty() ? this.state.beginAnew(setUp) : portsOfRunning(setUp);
			List<String> expected = expected(setUp);
			List<String> missing = expected.stream().filter((name) -> !pids.containsKey(name)).toList();
			missing.forEach((name) -> requireFree(name, ports));
			expected.stream().filter(this.others::containsKey).forEach(this.programs::find);
			prepare(setUp, Instances.APPLICATIONS, pids, console);
			if (!missing.isEmpty()) {
				console.say("starting " + String.join(" ", missing));
			}
			missing.forEach((name) -> pids.put(name, launch(name, ports)));
			await(expected, pids, ports);
			if (!pids.containsKey(Instances.GRAFANA)) {
				this.grafana.start(ports, console).ifPresent((pid) -> pids.put(Instances.GRAFANA, pid));
			}
			if (missing.stream().anyMatch(Instances.SERVICES::contains)) {
				console.say("warming up the services");
				warmUp(ports);
			}
			return pids;
		});
	}

	/**
	 * Starts the console in the browser, if it is not running.
	 * @return its process ID, if it is running
	 */
	OptionalLong startWebConsole(Console console) {
		return this.state.locked(() -> {
			Long pid = this.processes.find().get(Instances.WEB_CONSOLE);
			return (pid != null) ? OptionalLong.of(pid) : this.webConsole.start(this.state.ports(), console);
		});
	}

	private void prepare(SetUp setUp, List<String> applications, Map<String, Long> running, Console console) {
		this.build.build(setUp, applications, console, this.processes.log("build"));
		this.jars.take(setUp, applications, running.keySet(), this.processes.log("build"));
	}

	private void warmUp(Ports ports) {
		int storefront = ports.of("storefront-1");
		new WarmUp(this.pace,
				(path) -> LocalHttp.get(storefront, path).filter(LocalHttp.Response::isSuccess).isPresent())
			.run();
	}

	private static List<String> expected(SetUp setUp) {
		List<String> expected = new ArrayList<>(List.of(Instances.CONSUL));
		expected.addAll(Instances.SERVICES);
		expected.add(Instances.PROMETHEUS);
		if (setUp == SetUp.HAPROXY) {
			expected.add(Instances.HAPROXY);
		}
		return expected;
	}

	private Ports portsOfRunning(SetUp setUp) {
		if (!this.state.hasPorts()) {
			throw new FleetException(
					"processes of this fleet are running, but %s has been removed; stop them with ./fleet down"
						.formatted(this.state.home()));
		}
		if (this.state.setUp() != setUp) {
			throw new FleetException("the fleet is running in another mode, %s; stop it with ./fleet down"
				.formatted(this.state.setUp().mode()));
		}
		return this.state.ports();
	}

	private static void requireFree(String name, Ports ports) {
		ports.allOf(name).filter(Sockets::isListening).findFirst().ifPresent((port) -> {
			throw new FleetException("""
					port %d, for %s, is in use. Choose other ports:
					  FLEET_PORTS=auto ./fleet up
					  FLEET_PORTS=%s=%d ./fleet up""".formatted(port, name, name,
					Ports.free(ports, new SecureRandom())));
		});
	}

	private long launch(String name, Ports ports) {
		return this.others.getOrDefault(name, this.services).start(name, ports);
	}

	private void await(List<String> names, Map<String, Long> pids, Ports ports) {
		new Readiness(this.processes, this.pace).await(names, pids, ports);
	}

	/**
	 * Stops everything.
	 * @param listener receives each process that has stopped
	 */
	void down(Consumer<Change> listener) {
		this.state.locked(() -> {
			Map<String, Long> pids = this.processes.find();
			this.shutdown.all(pids, listener);
			this.state.deleteToken();
			this.grafana.removeContainer();
			return pids;
		});
	}

	/**
	 * Kills an instance, as in a crash.
	 */
	Change kill(String name) {
		return ifRunning(name, (pid) -> this.shutdown.kill(name, pid))
			.orElseThrow(() -> new FleetException(name + " is not running"));
	}

	/**
	 * Stops an instance, as in a deployment, if it is running.
	 */
	Change stop(String name) {
		return ifRunning(name, (pid) -> this.shutdown.stop(name, pid))
			.orElseGet(() -> new Change(name, null, What.NOT_RUNNING));
	}

	private Optional<Change> ifRunning(String name, Function<Long, Change> action) {
		return this.state.locked(() -> Optional.ofNullable(this.processes.find().get(name)).map(action));
	}

	/**
	 * Starts an instance on its port and waits until it is passing in Consul. A service
	 * that {@link #up} does not start is built first.
	 * @param name the instance
	 * @param console receives the progress
	 */
	Change start(String name, Console console) {
		return this.state.locked(() -> {
			Map<String, Long> pids = new HashMap<>(this.processes.find());
			Ports ports = this.state.ports();
			if (pids.containsKey(name)) {
				return new Change(name, pids.get(name), What.ALREADY_RUNNING);
			}
			if (pids.isEmpty()) {
				throw new FleetException("the fleet is not running; start it with ./fleet up");
			}
			if (name.equals(Instances.HAPROXY) && !this.state.usesHaproxy()) {
				throw new FleetException(
						"this fleet has no HAProxy; start one that does with ./fleet down and ./fleet up --haproxy");
			}
			requireFree(name, ports);
			if (Instances.PRICES.contains(name)) {
				prepare(this.state.setUp(), List.of(Instances.PRICING), pids, console);
			}
			pids.put(name, launch(name, ports));
			await(List.of(name), pids, ports);
			return new Change(name, pids.get(name), What.STARTED);
		});
	}

	/**
	 * Injects a fault into a service, or removes it.
	 * @param name the instance
	 * @param fault for example {@code latency=2s} or {@code none}
	 */
	void fault(String name, String fault) {
		Ports ports = this.state.ports();
		if (!this.state.hasToken()) {
			throw new FleetException("the fleet is not running; start it with ./fleet up");
		}
		LocalHttp.Response response = LocalHttp
			.put(ports.of(name), "/faults", Map.of("X-Fault-Token", this.state.token()), fault)
			.orElseThrow(() -> new FleetException(name + " does not respond; see ./fleet status"));
		if (response.status() == 400) {
			throw new Misuse("%s rejects %s: %s".formatted(name, fault, response.body()));
		}
		if (!response.isSuccess()) {
			throw new FleetException("%s responded with status %d".formatted(name, response.status()));
		}
	}

	/**
	 * Returns the status of each instance of this fleet.
	 */
	List<InstanceStatus> status() {
		Ports ports = this.state.ports();
		Map<String, Long> pids = this.processes.find();
		ConsulState consul = pids.containsKey(Instances.CONSUL) ? ConsulState.of(Instances.CONSUL, ports)
				: ConsulState.ABSENT;
		return Instances.ALL.stream()
			// If Consul does not respond, each request would time out
			.map((name) -> new InstanceStatus(name, ports.of(name), pids.get(name),
					(consul == ConsulState.PASSING) ? ConsulState.of(name, ports)
							: (name.equals(Instances.CONSUL) ? consul : ConsulState.ABSENT)))
			.filter(this::isShown)
			.toList();
	}

	private boolean isShown(InstanceStatus status) {
		if (Instances.ON_REQUEST.contains(status.name())) {
			return status.pid() != null || status.consul() != ConsulState.ABSENT;
		}
		return !status.name().equals(Instances.HAPROXY) || this.state.usesHaproxy();
	}

	/**
	 * Makes commands in other threads fail, and rejects further commands.
	 */
	@Override
	public void close() {
		this.pace.close();
	}

}
