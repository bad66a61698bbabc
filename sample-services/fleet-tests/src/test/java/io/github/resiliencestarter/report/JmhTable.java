package io.github.resiliencestarter.report;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * Table of the microbenchmarks, from JMH's output with {@code -rf json -prof gc}.
 *
 * @param json all of it
 */
record JmhTable(JsonNode json) {

	static final JmhTable NONE = new JmhTable(MissingNode.getInstance());

	private static final Map<String, String> CONTENDERS = Map.ofEntries(Map.entry("plainMethod", "plain method"),
			Map.entry("starterOne", "@CircuitBreaker, the starter"),
			Map.entry("starterThree", "@Retry @CircuitBreaker @Bulkhead, the starter"),
			Map.entry("resilience4jOne", "@CircuitBreaker, Resilience4j's aspect"),
			Map.entry("resilience4jThree", "@Retry @CircuitBreaker @Bulkhead, Resilience4j's aspects"),
			Map.entry("byHandThree", "the same three Resilience4j instances, composed by hand"),
			Map.entry("frameworkRetryable", "@Retryable, Spring Framework"),
			Map.entry("sentinelResource", "@SentinelResource, Sentinel"),
			Map.entry("failsafeThree", "Failsafe's retry, circuit breaker and bulkhead"),
			Map.entry("guarded", "the starter's guard, with deadline and retry budget"),
			Map.entry("byHandComposed", "Resilience4j's retry, circuit breaker and bulkhead, composed by hand"),
			Map.entry("threeAnnotations", "the same with annotations, Resilience4j's aspects"),
			Map.entry("bare", "a call without protection"), Map.entry("withDeadline", "a call with a deadline"),
			Map.entry("grpcRetryPolicy", "a call with gRPC's deadline, retry policy and retry throttling"),
			Map.entry("protobuf", "protobuf"), Map.entry("flatBuffers", "FlatBuffers, all fields read"),
			Map.entry("flatBuffersNumbersOnly", "FlatBuffers, numbers read"),
			Map.entry("leastLoaded", "the starter: the less loaded of two"),
			Map.entry("leastLoadedAndItsResult", "the starter: the less loaded of two, and recording the result"),
			Map.entry("inTurn", "the starter: round-robin"),
			Map.entry("springCloudsRoundRobin", "Spring Cloud's round robin"),
			Map.entry("start", "startup with 50 beans and 500 annotated methods"));

	static JmhTable read(Path file) {
		return new JmhTable(JsonMapper.shared().readTree(file));
	}

	boolean isEmpty() {
		return this.json.isEmpty();
	}

	Tag tag() {
		Table table = Table.of("Time and allocation per call", List.of("benchmark", "variant", "threads", "parameters",
				"time per call", "error (99.9 %)", "bytes per call"));
		this.json.forEach((result) -> table.row(benchmark(result), cells(result)));
		return table.tag();
	}

	/**
	 * The versions of JMH and the JVM.
	 */
	String says() {
		return this.json.valueStream()
			.map((result) -> "JMH %s, %s %s".formatted(result.path("jmhVersion").asString(""),
					result.path("vmName").asString(""), result.path("jdkVersion").asString("")))
			.distinct()
			.collect(Collectors.joining("; ", "", "."));
	}

	private static String benchmark(JsonNode result) {
		String type = before(result.path("benchmark").asString(""));
		return type.substring(type.lastIndexOf('.') + 1).replace("Benchmark", "");
	}

	private static String before(String name) {
		return name.substring(0, Math.max(0, name.lastIndexOf('.')));
	}

	private static List<String> cells(JsonNode result) {
		String name = result.path("benchmark").asString("");
		String method = name.substring(name.lastIndexOf('.') + 1);
		JsonNode time = result.path("primaryMetric");
		String unit = time.path("scoreUnit").asString("").replace("/op", "");
		return List.of(CONTENDERS.getOrDefault(method, method), result.path("threads").asString("–"), params(result),
				number(time.path("score")) + " " + unit, error(time.path("scoreError"), unit),
				bytes(result.path("secondaryMetrics")));
	}

	private static String params(JsonNode result) {
		String params = result.path("params")
			.propertyStream()
			.map((param) -> "%s %s".formatted(param.getKey(), param.getValue().asString("")))
			.collect(Collectors.joining(", "));
		return params.isEmpty() ? "–" : params;
	}

	/**
	 * Older versions of JMH prefix the name with a dot.
	 */
	private static String bytes(JsonNode metrics) {
		return Stream.of("gc.alloc.rate.norm", "·gc.alloc.rate.norm")
			.map((name) -> metrics.path(name).path("score"))
			.filter(JsonNode::isNumber)
			.map((score) -> bytes(score.doubleValue()))
			.findFirst()
			.orElse("–");
	}

	private static String bytes(double bytes) {
		String unit = (bytes < 10e3) ? "B" : (bytes < 10e6) ? "kB" : "MB";
		double divisor = (bytes < 10e3) ? 1 : (bytes < 10e6) ? 1e3 : 1e6;
		return String.format(Locale.ROOT, "%.0f %s", bytes / divisor, unit);
	}

	/**
	 * JMH writes an unknown error as text.
	 */
	private static String error(JsonNode error, String unit) {
		return error.isNumber() ? "± %s %s".formatted(number(error), unit) : "–";
	}

	private static String number(JsonNode number) {
		double value = number.asDouble(Double.NaN);
		String format = (Math.abs(value) >= 100) ? "%.0f" : (Math.abs(value) >= 10) ? "%.1f" : "%.2f";
		return String.format(Locale.ROOT, format, value);
	}

}
