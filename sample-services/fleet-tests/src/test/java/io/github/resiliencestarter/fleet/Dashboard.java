package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A dashboard file with accessors for tests: all panels, including those in collapsed
 * rows, the variables and the queries.
 *
 * @param file the name of the file
 * @param json the content of the file
 */
record Dashboard(String file, JsonNode json) {

	static final Path FOLDER = FleetScript.repository().resolve("grafana/dashboards");

	/** All dashboards that are shipped. */
	static Stream<Dashboard> all() {
		try (Stream<Path> files = Files.list(FOLDER)) {
			return files.filter((file) -> file.toString().endsWith(".json"))
				.sorted()
				.map(Dashboard::read)
				.toList()
				.stream();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static Dashboard read(Path file) {
		return new Dashboard(file.getFileName().toString(), JsonMapper.shared().readTree(file));
	}

	/** What shows data; rows only hold others. */
	List<JsonNode> panels() {
		return rowsAndPanels().stream().filter((panel) -> !isRow(panel)).toList();
	}

	List<JsonNode> rowsAndPanels() {
		List<JsonNode> panels = new ArrayList<>();
		for (JsonNode panel : this.json.path("panels")) {
			panels.add(panel);
			panel.path("panels").forEach(panels::add);
		}
		return panels;
	}

	List<JsonNode> variables() {
		return list(this.json.at("/templating/list"));
	}

	/** Every query of every panel and annotation, in the order in which they are seen. */
	List<Query> queries() {
		List<Query> queries = new ArrayList<>();
		for (JsonNode panel : panels()) {
			for (JsonNode target : panel.path("targets")) {
				String where = "%s, query %s".formatted(name(panel), target.path("refId").asString());
				queries.add(new Query(where, target.path("expr").asString(), target.path("instant").asBoolean()));
			}
		}
		for (JsonNode annotation : list(this.json.at("/annotations/list"))) {
			String where = "%s, annotation '%s'".formatted(this.file, annotation.path("name").asString());
			queries.add(new Query(where, annotation.path("expr").asString(), false));
		}
		return queries;
	}

	/** The panel in words that lead to it. */
	String name(JsonNode panel) {
		return "%s, %s %s '%s'".formatted(this.file, isRow(panel) ? "row" : "panel", panel.path("id").asInt(),
				panel.path("title").asString());
	}

	/** The query of the panel that has this title; its only one, or its first. */
	Query firstQuery(String title) {
		String wanted = "'%s', query A".formatted(title).toLowerCase(Locale.ROOT);
		return queries().stream()
			.filter((query) -> query.where().toLowerCase(Locale.ROOT).endsWith(wanted))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("%s has no panel '%s'".formatted(this.file, title)));
	}

	@Override
	public String toString() {
		return this.file;
	}

	private static boolean isRow(JsonNode panel) {
		return panel.path("type").asString().equals("row");
	}

	private static List<JsonNode> list(JsonNode array) {
		return array.valueStream().toList();
	}

	/**
	 * One query of a dashboard.
	 *
	 * @param where file, panel and query, for error messages
	 * @param expression the expression, with variables
	 * @param instant whether it is an instant query instead of a range query
	 */
	record Query(String where, String expression, boolean instant) {

		@Override
		public String toString() {
			return this.where;
		}

	}

}
