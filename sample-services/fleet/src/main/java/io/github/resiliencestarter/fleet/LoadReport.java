package io.github.resiliencestarter.fleet;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Outcomes of the requests of a run. Latencies include failed requests, and count from
 * the time at which requests were due.
 *
 * @param sent the number of requests
 * @param failed the number of requests without a 2xx or 3xx response
 * @param statuses the number of requests by status code; {@code timeout}, {@code connect}
 * and {@code io} stand for requests without a response
 * @param p50Ms the median of the latencies
 * @param p99Ms the 99th percentile of the latencies
 * @param maxMs the longest latency
 */
public record LoadReport(int sent, int failed, Map<String, Integer> statuses, double p50Ms, double p99Ms,
		double maxMs) {

	String toJson() {
		String counts = this.statuses.entrySet()
			.stream()
			.map((status) -> "\"%s\":%d".formatted(status.getKey(), status.getValue()))
			.collect(Collectors.joining(","));
		return String.format(Locale.ROOT,
				"{\"sent\":%d,\"failed\":%d,\"statuses\":{%s},\"p50Ms\":%.1f,\"p99Ms\":%.1f,\"maxMs\":%.1f}", this.sent,
				this.failed, counts, this.p50Ms, this.p99Ms, this.maxMs);
	}

	String toText() {
		String counts = this.statuses.entrySet()
			.stream()
			.map((status) -> "%s: %d".formatted(status.getKey(), status.getValue()))
			.collect(Collectors.joining(", "));
		return String.format(Locale.ROOT, """
				sent    %d
				failed  %d
				status  %s
				p50     %.1f ms
				p99     %.1f ms
				max     %.1f ms""", this.sent, this.failed, counts, this.p50Ms, this.p99Ms, this.maxMs);
	}

}
