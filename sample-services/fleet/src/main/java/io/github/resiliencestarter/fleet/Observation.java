package io.github.resiliencestarter.fleet;

/**
 * Metrics of an instance at one point in time.
 *
 * @param instance the instance
 * @param nanos the time, on the scale of the {@link Pace}
 * @param requests the number of requests since it started, over HTTP and gRPC
 * @param threads the number of threads
 * @param open the number of circuit breakers that are not closed
 */
record Observation(String instance, long nanos, double requests, double threads, double open) {

	private static final String REQUESTS = "http_server_requests_seconds";

	private static final String CALLS = "grpc_server_seconds";

	private static final String THREADS = "jvm_threads_live_threads";

	private static final String BREAKERS = "resilience4j_circuitbreaker_state";

	/**
	 * The path of the metrics.
	 */
	static final String PATH = "/actuator/prometheus?includedNames="
			+ String.join("&includedNames=", REQUESTS, CALLS, THREADS, BREAKERS);

	static Observation of(String instance, long nanos, String scrape) {
		double requests = 0;
		double threads = 0;
		double open = 0;
		for (String line : scrape.lines().toList()) {
			if (isRequest(line)) {
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

	private static boolean isRequest(String line) {
		return (line.startsWith(REQUESTS + "_count") && !line.contains("/actuator") && !line.contains("/faults"))
				|| (line.startsWith(CALLS + "_count") && !line.contains("rpc_service=\"grpc."));
	}

	private static double value(String line) {
		return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
	}

}
