package io.github.resiliencestarter.report;

import java.util.Locale;

/**
 * Measured setup, as shown in the report. It has the same marker in every chart, and the
 * same color and dash by the class with its name in {@code report.css}.
 */
enum Contender {

	STARTER("the starter's dependency only, without an annotation or a circuit breaker in any file. The samples "
			+ "set a deadline of 3 s and an attempt timeout.", "m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0", 0),

	STOCK("Spring Cloud 2025.1 with Resilience4j's @Retry and @CircuitBreaker as in its documentation, Consul "
			+ "discovery with its defaults, and connect and read timeouts.", "m-2.7-2.7h5.4v5.4h-5.4z", 3),

	NONE("a load-balanced client without protection.", "m0-3.6l3.4 6h-6.8z", 6),

	HAPROXY("the services of “none”, each behind HAProxy with health checks and redispatch, for the experiments "
			+ "in which that makes sense.", "m0-3.9l3.9 3.9l-3.9 3.9l-3.9-3.9z", 9);

	private final String says;

	private final String marker;

	private final int firstMarker;

	Contender(String says, String marker, int firstMarker) {
		this.says = says;
		this.marker = marker;
		this.firstMarker = firstMarker;
	}

	String says() {
		return this.says;
	}

	/**
	 * The outline of the marker, as an SVG path that starts in the center.
	 */
	String marker() {
		return this.marker;
	}

	/**
	 * The second of the first marker, which differs between the setups.
	 */
	int firstMarker() {
		return this.firstMarker;
	}

	/**
	 * The name in the results, on the page and in the style sheet.
	 */
	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}

}
