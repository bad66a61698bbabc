package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Starts Prometheus with the configuration of this repository, adjusted to the fleet.
 */
final class PrometheusStarter implements InstanceStarter {

	private static final Pattern VERSION = Pattern.compile("version (\\d+)\\.(\\d+)");

	private static final int FIRST_MAJOR = 2;

	/**
	 * The first minor version with {@code keep_firing_for}.
	 */
	private static final int FIRST_MINOR = 42;

	private final Path root;

	private final Path directory;

	private final FleetProcesses processes;

	private final Programs programs;

	PrometheusStarter(Path root, Path home, FleetProcesses processes, Programs programs) {
		this.root = root;
		this.directory = home.resolve("prometheus");
		this.processes = processes;
		this.programs = programs;
	}

	@Override
	public long start(String name, Ports ports) {
		String program = this.programs.find(name);
		Path config = this.directory.resolve("config");
		try {
			configure(config, ports, knowsKeepFiringFor(program));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		List<String> command = new ArrayList<>(List.of(program, "--config.file=" + config.resolve("prometheus.yml"),
				"--web.listen-address=127.0.0.1:" + ports.of(name),
				"--storage.tsdb.path=" + this.directory.resolve("data"), "--storage.tsdb.retention.time=2d"));
		// Debian's builds read their web page from files
		Path assets = Path.of(program).resolve("../../share/prometheus/web").normalize();
		if (Files.isDirectory(assets)) {
			command.add("--web.local-assets=" + assets + "/");
		}
		return this.processes.spawn(name, command, Map.of());
	}

	private void configure(Path config, Ports ports, boolean keepsFiring) throws IOException {
		FleetState.delete(config);
		Path original = this.root.resolve("grafana/prometheus");
		try (Stream<Path> files = Files.walk(original)) {
			for (Path file : files.toList()) {
				Path copy = config.resolve(original.relativize(file).toString());
				if (Files.isDirectory(file)) {
					Files.createDirectories(copy);
				}
				else {
					Files.writeString(copy, adjusted(Files.readString(file), file, ports, keepsFiring));
				}
			}
		}
	}

	private static String adjusted(String text, Path file, Ports ports, boolean keepsFiring) {
		return switch (file.getFileName().toString()) {
			case "prometheus.yml" -> text.replaceAll("(?m):8500$", ":" + ports.of(Instances.CONSUL));
			// Four scrapes of this Prometheus are 20 s, and the rules are cheap here
			case "recording.yaml" ->
				firing(keepsFiring).apply(text.replace("[1m]", "[20s]").replaceAll("(?m)^ *interval: .*\n", ""));
			case "alerts.yaml" -> firing(keepsFiring).apply(text);
			default -> text;
		};
	}

	private static UnaryOperator<String> firing(boolean keepsFiring) {
		return keepsFiring ? UnaryOperator.identity() : (rules) -> rules.replaceAll("(?m)^ *keep_firing_for:.*\n", "");
	}

	private boolean knowsKeepFiringFor(String program) {
		Matcher version = VERSION
			.matcher(this.programs.run(List.of("sh", "-c", "\"$0\" --version 2>&1", program), Duration.ofSeconds(10))
				.output());
		if (!version.find()) {
			return false;
		}
		int major = Integer.parseInt(version.group(1));
		return major > FIRST_MAJOR || (major == FIRST_MAJOR && Integer.parseInt(version.group(2)) >= FIRST_MINOR);
	}

}
