package io.github.resiliencestarter.fleet;

/**
 * What an instance said of itself at a time.
 *
 * @param instance which
 * @param nanos when, on the scale of the {@link Pace}
 * @param requests how many requests it has had since it started
 * @param threads how many threads it has
 * @param open how many of its circuit breakers are not closed
 */
record Observation(String instance, long nanos, double requests, double threads, double open) {

	private static final String REQUESTS = "http_server_requests_seconds";

	private static final String THREADS = "jvm_threads_live_threads";

	private static final String BREAKERS = "resilience4j_circuitbreaker_state";

	/**
	 * Where an instance says it.
	 */
	static final String PATH = "/actuator/prometheus?includedNames=%s&includedNames=%s&includedNames=%s"
		.formatted(REQUESTS, THREADS, BREAKERS);

	static Observation of(String instance, long nanos, String scrape) {
		double requests = 0;
		double threads = 0;
		double open = 0;
		for (String line : scrape.lines().toList()) {
			if (line.startsWith(REQUESTS + "_count") && !line.contains("/actuator") && !line.contains("/faults")) {
				requests += value(line);
			}
			else if (line.startsWith(THREADS)) {
				threads += value(line);
			}
			else if (line.startsWith(BREAKERS) && line.matches(".*state=\"(open|half_open|forced_open)\".*")) {
				open += value(line);
			}
		}
		return new Observation(instance, nanos, requests, threads, open);
	}

	private static double value(String line) {
		return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
	}

}
