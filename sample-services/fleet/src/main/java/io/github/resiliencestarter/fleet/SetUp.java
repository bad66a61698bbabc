package io.github.resiliencestarter.fleet;

import java.util.Locale;
import java.util.stream.Stream;

/**
 * Way to build the same services.
 */
enum SetUp {

	/**
	 * With the starter, and nothing else.
	 */
	STARTER("starter"),

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
	 * As {@link #NONE}, but the services call each other through an HAProxy that checks
	 * them and retries.
	 */
	HAPROXY("haproxy");

	private final String mode;

	SetUp(String mode) {
		this.mode = mode;
	}

	/**
	 * Returns its name as a mode of a fleet.
	 */
	String mode() {
		return this.mode;
	}

	static SetUp ofMode(String mode) {
		return Stream.of(values())
			.filter((setUp) -> setUp.mode.equals(mode))
			.findFirst()
			.orElseThrow(() -> new FleetException("no such mode: " + mode));
	}

	/**
	 * Its name on the command line.
	 */
	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}

}
