package io.github.resiliencestarter.fleet;

import java.util.Locale;
import java.util.stream.Stream;

/**
 * Setup of the same services.
 */
enum SetUp {

	/**
	 * With the starter only.
	 */
	STARTER("starter"),

	/**
	 * As {@link #STARTER}, but the services call each other over gRPC.
	 */
	GRPC("grpc"),

	/**
	 * Spring Cloud and Resilience4j at their defaults, with {@code @Retry} and
	 * {@code @CircuitBreaker} on each method that calls another service.
	 */
	STOCK("stock"),

	/**
	 * Spring Cloud at its defaults, without protection.
	 */
	NONE("plain"),

	/**
	 * As {@link #NONE}, but the services call each other through HAProxy with health
	 * checks and retries.
	 */
	HAPROXY("haproxy");

	private final String mode;

	SetUp(String mode) {
		this.mode = mode;
	}

	/**
	 * The mode of {@code ./fleet up}, as the state of a fleet names it.
	 */
	String mode() {
		return this.mode;
	}

	static SetUp ofMode(String mode) {
		return Stream.of(values())
			.filter((setUp) -> setUp.mode.equals(mode))
			.findFirst()
			.orElseThrow(() -> new FleetException("unknown mode: " + mode));
	}

	/**
	 * Its name on the command line.
	 */
	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}

}
