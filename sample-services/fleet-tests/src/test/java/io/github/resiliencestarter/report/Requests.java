package io.github.resiliencestarter.report;

import java.util.List;
import java.util.stream.Stream;

/**
 * Requests that are reported together during the fault: all requests of an experiment, or
 * those to one path.
 *
 * @param path the path; empty if there is only one
 * @param account the path of the fields with their figures
 */
record Requests(String path, List<String> account) {

	static final Requests ALL = new Requests("", List.of("during"));

	static Requests to(String path) {
		return new Requests(path, List.of("paths", path, "during"));
	}

	/**
	 * The percentage of failed requests.
	 */
	Figure failedPercent(Runs runs) {
		// NaN if no requests were sent
		return runs.figure((run) -> 100 * run.number(field("failed")) / run.number(field("sent")));
	}

	Figure p99(Runs runs) {
		return number(runs, "p99Ms");
	}

	Figure number(Runs runs, String field) {
		return runs.number(field(field));
	}

	private String[] field(String field) {
		return Stream.concat(this.account.stream(), Stream.of(field)).toArray(String[]::new);
	}

}
