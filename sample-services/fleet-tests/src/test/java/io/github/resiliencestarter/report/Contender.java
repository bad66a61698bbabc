package io.github.resiliencestarter.report;

import java.util.Locale;

/**
 * Set-up that was measured, as the report shows it. In every chart it has the same marker
 * and, by the class of its name in {@code report.css}, the same colour and dash.
 */
enum Contender {

	STARTER("our dependency alone, without an annotation or a breaker in any file; the sample sets a deadline of 3 s and "
			+ "the time of an attempt.", "m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0", 0),

	STOCK("Spring Cloud 2025.1 with Resilience4j's @Retry and @CircuitBreaker as its documentation shows, Consul "
			+ "discovery at its defaults, and timeouts set for connecting and reading.", "m-2.7-2.7h5.4v5.4h-5.4z", 3),

	NONE("a plain load-balanced client, no protection.", "m0-3.6l3.4 6h-6.8z", 6),

	HAPROXY("the services of “none”, each behind HAProxy with health checks and redispatch; where it makes sense.",
			"m0-3.9l3.9 3.9l-3.9 3.9l-3.9-3.9z", 9);

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
	 * The outline of its marker, as an SVG path that begins in the middle.
	 */
	String marker() {
		return this.marker;
	}

	/**
	 * Where its first marker is: at another second than those of the others.
	 */
	int firstMarker() {
		return this.firstMarker;
	}

	/**
	 * Its name in the results, on the page and in the style sheet.
	 */
	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}

}
