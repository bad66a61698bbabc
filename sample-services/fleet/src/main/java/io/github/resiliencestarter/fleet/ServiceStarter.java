package io.github.resiliencestarter.fleet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Starts the sample services.
 */
final class ServiceStarter implements InstanceStarter {

	/**
	 * Small heaps, because all processes share one small machine, and only the first
	 * compiler, for a fast startup with few cores.
	 */
	private static final List<String> JAVA_OPTIONS = List.of("-Xmx192m", "-Xss512k", "-XX:+UseSerialGC",
			"-XX:TieredStopAtLevel=1", "-XX:-UsePerfData");

	/**
	 * Lets Prometheus monitor services without the starter in the same way as services
	 * with it. Does not protect any calls.
	 */
	private static final String PLAIN_SETTINGS = """
			{
				"management.endpoints.web.exposure.include": "health,info,prometheus",
				"management.metrics.tags.application": "${spring.application.name}",
				"management.metrics.distribution.slo[http.server.requests]":
						"5ms,10ms,25ms,50ms,100ms,250ms,500ms,1s,2500ms,5s,10s",
				"spring.cloud.consul.discovery.metadata.metrics-path": "/actuator/prometheus"
			}""";

	/**
	 * Synchronous, so that orders survive a crash, and without old versions of its pages:
	 * otherwise, the file and the heap grow with each payment.
	 */
	private static final String ORDERS_DATABASE = "jdbc:h2:file:%s;WRITE_DELAY=0;RETENTION_TIME=0";

	private static final String SIMPLE_INSTANCE = "SPRING_CLOUD_DISCOVERY_CLIENT_SIMPLE_INSTANCES_%s_0_URI";

	private final Settings settings;

	private final FleetState state;

	private final FleetProcesses processes;

	private final Jars jars;

	ServiceStarter(Settings settings, FleetState state, FleetProcesses processes, Jars jars) {
		this.settings = settings;
		this.state = state;
		this.processes = processes;
		this.jars = jars;
	}

	@Override
	public long start(String name, Ports ports) {
		List<String> command = new ArrayList<>(List.of(Settings.java()));
		command.addAll(JAVA_OPTIONS);
		Stream.of(this.settings.variable("JAVA_OPTS").split("\\s+", -1))
			.filter((option) -> !option.isEmpty())
			.forEach(command::add);
		command.addAll(List.of("-jar", this.jars.of(Instances.service(name)).toString()));
		Map<String, String> environment = new HashMap<>(usual(name, ports));
		environment.putAll(ofService(name));
		environment.putAll(ofSetUp(name, ports));
		return this.processes.spawn(name, command, environment);
	}

	private Map<String, String> usual(String name, Ports ports) {
		Map<String, String> environment = new HashMap<>(Map.of("SERVER_ADDRESS", "127.0.0.1", "SERVER_PORT",
				Integer.toString(ports.of(name)), "SPRING_CLOUD_CONSUL_HOST", "127.0.0.1", "SPRING_CLOUD_CONSUL_PORT",
				Integer.toString(ports.of(Instances.CONSUL)), "SPRING_CLOUD_CONSUL_DISCOVERY_HOSTNAME", "127.0.0.1",
				"SPRING_CLOUD_CONSUL_DISCOVERY_INSTANCE_ID", name, "RESILIENCE_DISCOVERY_CACHEDIRECTORY",
				this.state.home().resolve("lists").resolve(name).toString(), "SAMPLE_FAULTS_TOKEN",
				this.state.token()));
		ports.grpcOf(name).ifPresent((port) -> environment.put("SPRING_GRPC_SERVER_PORT", Integer.toString(port)));
		ports.sbeOf(name).ifPresent((port) -> environment.put("SAMPLE_PRICING_PORT", Integer.toString(port)));
		return environment;
	}

	/**
	 * Each storefront has its own orders. All instances of inventory share the
	 * reservations, because a request may be repeated at another instance.
	 */
	private Map<String, String> ofService(String name) {
		return switch (Instances.service(name)) {
			case "storefront" -> Map.of("SPRING_DATASOURCE_URL",
					ORDERS_DATABASE.formatted(this.state.home().resolve("orders").resolve(name)));
			case "inventory" ->
				Map.of("SAMPLE_RESERVATIONS_FILE", this.state.home().resolve("reservations").toString());
			default -> Map.of();
		};
	}

	private Map<String, String> ofSetUp(String name, Ports ports) {
		Map<String, String> plain = Map.of("RESILIENCE_ENABLED", "false", "SPRING_APPLICATION_JSON", PLAIN_SETTINGS);
		return switch (this.state.setUp()) {
			case STARTER -> Map.of();
			case GRPC -> Map.of("SAMPLE_TRANSPORT", "grpc");
			case STOCK -> Map.of("RESILIENCE_ENABLED", "false", "SPRING_APPLICATION_JSON", PLAIN_SETTINGS,
					"SPRING_PROFILES_ACTIVE", "stock");
			case STOCK_GRPC -> Map.of("RESILIENCE_ENABLED", "false", "SPRING_APPLICATION_JSON",
					withGrpcPort(PLAIN_SETTINGS, name, ports), "SPRING_PROFILES_ACTIVE", "stock", "SAMPLE_TRANSPORT",
					"grpc");
			case NONE -> plain;
			case HAPROXY -> behindHaproxy(plain, ports);
		};
	}

	/**
	 * Callers without the starter find the port in the same metadata as those with it.
	 */
	private static String withGrpcPort(String settings, String name, Ports ports) {
		return ports.grpcOf(name)
			.map((port) -> settings.replaceFirst("\\{",
					"{ \"spring.cloud.consul.discovery.metadata[gRPC_port]\": \"%d\",".formatted(port)))
			.orElse(settings);
	}

	/**
	 * Services register in Consul, where Prometheus finds them, but do not look up others
	 * there.
	 */
	private static Map<String, String> behindHaproxy(Map<String, String> plain, Ports ports) {
		Map<String, String> environment = new HashMap<>(plain);
		environment.put("SPRING_CLOUD_CONSUL_DISCOVERY_ENABLED", "false");
		environment.put(SIMPLE_INSTANCE.formatted("ORDERS"), "http://127.0.0.1:" + ports.of("haproxy-orders"));
		environment.put(SIMPLE_INSTANCE.formatted("INVENTORY"), "http://127.0.0.1:" + ports.of("haproxy-inventory"));
		return environment;
	}

}
