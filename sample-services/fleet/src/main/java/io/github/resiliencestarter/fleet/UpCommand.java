package io.github.resiliencestarter.fleet;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code ./fleet up}.
 */
@Command(name = "up", customSynopsis = "./fleet up [--grpc] [--stock|--plain|--haproxy] [--without-console] [--json]",
		description = {
				"Builds what has changed, starts everything that is not running, and waits until all services are ready:",
				"passing in Consul, and warmed up with some requests.",
				"Services call each other over HTTP, or over gRPC with --grpc. For comparison, they can run without the starter:" })
final class UpCommand extends JsonCommand {

	private final Pace pace;

	@Option(names = "--grpc", description = "Over gRPC, with the starter or with --stock.")
	private boolean grpc;

	@Option(names = "--without-console", description = "Does not start the console in the browser.")
	private boolean withoutConsole;

	@ArgGroup
	private @Nullable Mode mode;

	UpCommand(Settings settings, Console console, Pace pace) {
		super(settings, console);
		this.pace = pace;
	}

	@Override
	public Integer call() {
		long start = this.pace.nanos();
		SetUp setUp = setUp();
		LocalFleet fleet = fleet();
		Map<String, Long> pids = fleet.up(setUp, console());
		if (hasWebConsole(setUp)) {
			fleet.startWebConsole(console()).ifPresent((pid) -> pids.put(Instances.WEB_CONSOLE, pid));
		}
		long seconds = Duration.ofNanos(this.pace.nanos() - start).toSeconds();
		Map<String, String> urls = urls(fleet.state().ports(), pids);
		Map<String, Object> json = new LinkedHashMap<>(Map.of("seconds", seconds, "mode", setUp.mode()));
		json.put("urls", urls);
		String login = pids.containsKey(Instances.WEB_CONSOLE)
				? "%n  Sign in to the console as %s with the password %s%n".formatted(WebConsole.USER,
						fleet.state().token())
				: "";
		console().print(nextSteps(seconds, urls, login), json);
		return 0;
	}

	/**
	 * Services without the starter have no endpoint that the console could read.
	 */
	private boolean hasWebConsole(SetUp setUp) {
		return (setUp == SetUp.STARTER || setUp == SetUp.GRPC) && !this.withoutConsole
				&& !settings().variable("FLEET_CONSOLE").equals("never");
	}

	/**
	 * The setup that the options choose.
	 */
	SetUp setUp() {
		SetUp setUp = (this.mode != null) ? this.mode.setUp() : SetUp.STARTER;
		return this.grpc ? setUp.overGrpc() : setUp;
	}

	private static Map<String, String> urls(Ports ports, Map<String, Long> pids) {
		Map<String, String> urls = new LinkedHashMap<>();
		urls.put("storefront", "http://127.0.0.1:%d/checkout/1".formatted(ports.of("storefront-1")));
		urls.put("home", "http://127.0.0.1:%d/home".formatted(ports.of("storefront-1")));
		urls.put("consul", "http://127.0.0.1:%d/ui".formatted(ports.of(Instances.CONSUL)));
		urls.put("prometheus", "http://127.0.0.1:%d/targets".formatted(ports.of(Instances.PROMETHEUS)));
		if (pids.containsKey(Instances.HAPROXY)) {
			urls.put("haproxy", "http://127.0.0.1:%d/".formatted(ports.of(Instances.HAPROXY)));
		}
		if (pids.containsKey(Instances.WEB_CONSOLE)) {
			urls.put("console", "http://127.0.0.1:%d/resilience/".formatted(ports.of(Instances.WEB_CONSOLE)));
		}
		if (pids.containsKey(Instances.GRAFANA)) {
			urls.put("grafana", "http://127.0.0.1:%d/dashboards".formatted(ports.of(Instances.GRAFANA)));
		}
		return urls;
	}

	private static String nextSteps(long seconds, Map<String, String> urls, String login) {
		Map<String, String> titles = Map.of("home", "", "consul", "Consul", "prometheus", "Prometheus", "haproxy",
				"HAProxy", "grafana", "Grafana", "console", "Console");
		StringBuilder text = new StringBuilder(
				"All services are passing in Consul and warmed up after %d s.%n%n".formatted(seconds));
		urls.forEach((name, url) -> text.append("  %-12s %s%n".formatted(titles.getOrDefault(name, name), url)));
		return text + login + """

				Next: ./fleet load                       sends 1,000 requests, none of which fails
				      ./fleet kill inventory-1           then run the load again: still none fails
				      ./fleet fault orders-1 error=50%
				      ./fleet status
				      ./fleet down""";
	}

	/**
	 * Setup other than the default one.
	 */
	static final class Mode {

		@Option(names = "--plain", description = "Without any protection.")
		private boolean plain;

		@Option(names = "--stock",
				description = "With Resilience4j's @Retry and @CircuitBreaker on each call; over gRPC, with its own retries.")
		private boolean stock;

		@Option(names = "--haproxy",
				description = "Like --plain, but services call each other through HAProxy with health checks "
						+ "and retries.")
		private boolean haproxy;

		SetUp setUp() {
			if (this.haproxy) {
				return SetUp.HAPROXY;
			}
			return (this.stock && !this.plain) ? SetUp.STOCK : SetUp.NONE;
		}

	}

}
