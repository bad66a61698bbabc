package io.github.resiliencestarter.report;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Made-up results: thirty seconds with ten requests each, and a fault in the second ten.
 */
final class Lines {

	private static final JsonMapper JSON = JsonMapper.shared();

	private final ObjectNode line = JSON.createObjectNode();

	private Lines(String experiment, String with) {
		this.line.put("experiment", experiment).put("says", "what happens in " + experiment).put("with", with);
		this.line.put("when", "2026-11-23T08:00:00Z").put("commit", "abc1234");
	}

	/**
	 * A run in which the given number of requests fails in each second of the fault.
	 */
	static Lines run(String experiment, String with, int failed) {
		Lines lines = new Lines(experiment, with);
		lines.line.putObject("machine").put("cores", 2).put("os.name", "Linux");
		lines.line.put("rps", 10)
			.put("faultAt", 10.0)
			.put("healAt", 20.0)
			.put("endAt", 30.0)
			.put("goodput", 10.0 - failed);
		Map.of("before", 100, "during", 100, "after", 100, "total", 300)
			.forEach((name, sent) -> lines.line.set(name,
					account(sent, (name.equals("during") || name.equals("total")) ? 10 * failed : 0)));
		lines.line.put("untilNoneFails", 0.0)
			.put("recovered", 0.0)
			.putArray("bars")
			.addObject()
			.put("text", "0 failed")
			.put("met", failed == 0);
		ObjectNode seconds = lines.line.putObject("seconds");
		ArrayNode failures = seconds.putArray("failed");
		IntStream.range(0, 30).forEach((second) -> failures.add((second / 10 == 1) ? failed : 0));
		ArrayNode p99 = seconds.putArray("p99Ms");
		IntStream.range(0, 30).forEach((second) -> p99.add(20.0));
		return lines;
	}

	static Lines notRun(String experiment, String with, String reason) {
		return new Lines(experiment, with).put("notRun", reason);
	}

	static ObjectNode account(int sent, int failed) {
		return JSON.createObjectNode()
			.put("sent", sent)
			.put("failed", failed)
			.put("p50Ms", 9.0)
			.put("p99Ms", 20.0)
			.put("maxMs", 1234.0);
	}

	Lines put(String field, String value) {
		this.line.put(field, value);
		return this;
	}

	Lines put(String field, double value) {
		this.line.put(field, value);
		return this;
	}

	Lines putNull(String field) {
		this.line.putNull(field);
		return this;
	}

	/**
	 * The JSON, to change nested fields.
	 */
	ObjectNode json() {
		return this.line;
	}

	static Results results(Lines... lines) {
		return Results.parse("results.jsonl", Stream.of(lines).map(Lines::toString).toList());
	}

	static Experiment experiment(Lines... lines) {
		List<Experiment> experiments = results(lines).experiments();
		return experiments.get(0);
	}

	@Override
	public String toString() {
		return this.line.toString();
	}

}
