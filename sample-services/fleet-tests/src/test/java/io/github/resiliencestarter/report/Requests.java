package io.github.resiliencestarter.report;

import java.util.List;
import java.util.stream.Stream;

/**
 * Requests that are told of together, while the fault lasted: all of an experiment, or
 * those to one of its paths.
 *
 * @param path their path, empty if there is but one
 * @param account the fields that lead to what became of them
 */
record Requests(String path, List<String> account) {

	static final Requests ALL = new Requests("", List.of("during"));

	static Requests to(String path) {
		return new Requests(path, List.of("paths", path, "during"));
	}

	/**
	 * How many of a hundred failed.
	 */
	Figure failedPercent(Runs runs) {
		// Of none sent, NaN
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
