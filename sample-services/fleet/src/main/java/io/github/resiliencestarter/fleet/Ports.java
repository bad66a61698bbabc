package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Ports of a fleet by name.
 *
 * @param all each name and its port
 */
record Ports(Map<String, Integer> all) {

	private static final String DEFAULTS = "storefront-1=8080 orders-1=8081 orders-2=8082 inventory-1=8083 "
			+ "inventory-2=8084 inventory-3=8085 pricing-1=8086 pricing-2=8087 orders-1-grpc=9081 orders-2-grpc=9082 "
			+ "inventory-1-grpc=9083 inventory-2-grpc=9084 inventory-3-grpc=9085 pricing-1-sbe=9086 pricing-2-sbe=9087 "
			+ "consul=8500 consul-server=8300 consul-serf=8301 prometheus=9090 grafana=3000 console=8090 haproxy=8404 "
			+ "haproxy-orders=8405 haproxy-inventory=8406";

	private static final List<String> PARTS = List.of("", "-grpc", "-sbe", "-server", "-serf", "-orders", "-inventory");

	private static final Pattern PAIR = Pattern.compile("([a-z0-9-]+)=([1-9][0-9]{0,4})");

	private static final int MAX = 65_535;

	/**
	 * Ports below Linux' range for outgoing connections.
	 */
	private static final int FIRST_FREE = 10_000;

	private static final int LAST_FREE = 32_000;

	/**
	 * Chooses the ports of a new fleet.
	 * @param wish empty, {@code auto}, or pairs separated by commas
	 * @throws Misuse if a pair is malformed
	 */
	static Ports choose(String wish, RandomGenerator random) {
		Ports ports = defaults();
		if (!wish.equals("auto")) {
			return ports.with(Stream.of(wish.split("[,\\s]+", -1)));
		}
		Map<String, Integer> chosen = new LinkedHashMap<>();
		ports.all.keySet().forEach((name) -> chosen.put(name, free(new Ports(chosen), random)));
		return new Ports(chosen);
	}

	/**
	 * Reads the ports of a fleet, or returns the defaults if it was never started.
	 */
	static Ports read(Path file) {
		try (Stream<String> lines = Files.exists(file) ? Files.readAllLines(file).stream() : Stream.of()) {
			return defaults().with(lines);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Ports defaults() {
		return new Ports(Map.of()).with(Stream.of(DEFAULTS.split(" ", -1)));
	}

	private Ports with(Stream<String> pairs) {
		Map<String, Integer> ports = new LinkedHashMap<>(this.all);
		pairs.filter((pair) -> !pair.isEmpty()).forEach((pair) -> {
			Matcher parts = PAIR.matcher(pair);
			if (!parts.matches() || !DEFAULTS.matches("(.* )?" + parts.group(1) + "=.*")
					|| Integer.parseInt(parts.group(2)) > MAX) {
				throw new Misuse("FLEET_PORTS: %s is not a name with a port, as in %s".formatted(pair, DEFAULTS));
			}
			ports.put(parts.group(1), Integer.valueOf(parts.group(2)));
		});
		return new Ports(ports);
	}

	/**
	 * Returns a free port.
	 * @param taken ports that are already assigned
	 */
	static int free(Ports taken, RandomGenerator random) {
		int port = 0;
		while (port == 0 || taken.all.containsValue(port) || Sockets.isListening(port)) {
			port = random.nextInt(FIRST_FREE, LAST_FREE);
		}
		return port;
	}

	int of(String name) {
		Integer port = this.all.get(name);
		if (port == null) {
			throw new IllegalArgumentException("Unknown instance: " + name);
		}
		return port;
	}

	/**
	 * Returns the port of an instance for gRPC, if it serves gRPC.
	 */
	Optional<Integer> grpcOf(String name) {
		return Optional.ofNullable(this.all.get(name + "-grpc"));
	}

	/**
	 * Returns the port of an instance for SBE, if it serves SBE.
	 */
	Optional<Integer> sbeOf(String name) {
		return Optional.ofNullable(this.all.get(name + "-sbe"));
	}

	/**
	 * Returns the ports that an instance listens on, its main port first.
	 */
	Stream<Integer> allOf(String name) {
		return PARTS.stream().map((part) -> name + part).filter(this.all::containsKey).map(this::of);
	}

	void write(Path file) {
		try {
			Files.writeString(file,
					this.all.entrySet()
						.stream()
						.map((port) -> "%s=%d%n".formatted(port.getKey(), port.getValue()))
						.collect(Collectors.joining()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
