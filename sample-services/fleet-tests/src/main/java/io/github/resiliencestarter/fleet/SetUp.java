package io.github.resiliencestarter.fleet;

import java.util.Locale;

/**
 * Setup of the same services.
 */
enum SetUp {

	/**
	 * With the starter only.
	 */
	STARTER(""),

	/**
	 * Spring Cloud and Resilience4j at their defaults, with {@code @Retry} and
	 * {@code @CircuitBreaker} on each method that calls another service.
	 */
	STOCK("--stock"),

	/**
	 * Spring Cloud at its defaults, without protection.
	 */
	NONE("--plain"),

	/**
	 * As {@link #NONE}, but the services call each other through HAProxy with health
	 * checks and retries.
	 */
	HAPROXY("--haproxy");

	private final String option;

	SetUp(String option) {
		this.option = option;
	}

	/**
	 * The option of {@code ./fleet up}, if any.
	 */
	String option() {
		return this.option;
	}

	/**
	 * Its name on the command line.
	 */
	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}

}
