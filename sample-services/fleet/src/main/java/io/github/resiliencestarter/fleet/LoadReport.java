package io.github.resiliencestarter.fleet;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What became of the requests of a run. The latencies are those of all of them, failed
 * ones included, from when they were due.
 *
 * @param sent how many requests were sent
 * @param failed how many were not answered with a success or a redirection
 * @param statuses how many by status code; {@code timeout}, {@code connect} and
 * {@code io} are those without one
 * @param p50Ms what half of the latencies do not exceed
 * @param p99Ms what 99 percent of the latencies do not exceed
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
