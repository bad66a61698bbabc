package io.github.resiliencestarter.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One run of an experiment, or the reason why it was not run: a line of the results.
 *
 * @param json the line
 */
record Run(JsonNode json) {

	private static final List<String> OF_EACH = List.of("experiment", "says", "with", "when");

	private static final List<String> OF_A_RUN = List.of("before", "during", "total", "seconds", "bars");

	Run {
		OF_EACH.forEach((field) -> require(json.path(field).isString(), field));
		if (!json.path("notRun").isString()) {
			OF_A_RUN.forEach((field) -> require(json.path(field).isContainer(), field));
		}
		contender(json);
	}

	private static void require(boolean there, String field) {
		if (!there) {
			throw new IllegalArgumentException("'%s' is missing or has the wrong type".formatted(field));
		}
	}

	String experiment() {
		return text("experiment");
	}

	String says() {
		return text("says");
	}

	Contender contender() {
		return contender(this.json);
	}

	private static Contender contender(JsonNode json) {
		String name = json.path("with").asString();
		return Stream.of(Contender.values())
			.filter((contender) -> contender.toString().equals(name))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("there is no setup '%s'".formatted(name)));
	}

	@Nullable String notRun() {
		JsonNode reason = this.json.path("notRun");
		return reason.isString() ? reason.asString() : null;
	}

	/**
	 * The text of a field; empty if it is missing.
	 * @param path the fields that lead to it
	 */
	String text(String... path) {
		return at(path).asString("");
	}

	/**
	 * The number in a field; {@code NaN} if it is missing.
	 * @param path the path of the field
	 */
	double number(String... path) {
		return number(at(path));
	}

	/**
	 * The seconds in a field: infinity if it is {@code null}, {@code NaN} if it is
	 * missing.
	 */
	double secondsUntil(String... path) {
		JsonNode seconds = at(path);
		return seconds.isNull() ? Double.POSITIVE_INFINITY : number(seconds);
	}

	/**
	 * The names of the subfields of a field, in the order of the results.
	 */
	List<String> names(String field) {
		return List.copyOf(this.json.path(field).propertyNames());
	}

	/**
	 * One number for each second; {@code NaN} where it is missing.
	 */
	List<Double> perSecond(String series) {
		List<Double> values = new ArrayList<>();
		this.json.path("seconds").path(series).forEach((value) -> values.add(number(value)));
		return values;
	}

	List<Bar> bars() {
		return this.json.path("bars")
			.valueStream()
			.map((bar) -> new Bar(bar.path("text").asString(""), bar.path("met").asBoolean(false)))
			.toList();
	}

	private JsonNode at(String... path) {
		JsonNode node = this.json;
		for (String field : path) {
			node = node.path(field);
		}
		return node;
	}

	private static double number(JsonNode node) {
		return node.isNumber() ? node.doubleValue() : Double.NaN;
	}

	/**
	 * A requirement for the run.
	 *
	 * @param text the requirement, in words
	 * @param met whether it was met
	 */
	record Bar(String text, boolean met) {

	}

}
