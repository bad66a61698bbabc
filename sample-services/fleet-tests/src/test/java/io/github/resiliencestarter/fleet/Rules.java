package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.yaml.snakeyaml.Yaml;

/**
 * The shipped recording rules and alerts.
 */
final class Rules {

	static final Path FOLDER = Dashboard.FOLDER.resolveSibling("prometheus/rules");

	private Rules() {
	}

	static List<Rule> alerts() {
		return rules("alerts.yaml", "alert").toList();
	}

	static List<Rule> recordings() {
		return rules("recording.yaml", "record").toList();
	}

	static Stream<Rule> all() {
		return Stream.concat(recordings().stream(), alerts().stream());
	}

	private static Stream<Rule> rules(String file, String kind) {
		return children(read(FOLDER.resolve(file)), "groups").flatMap((group) -> children(group, "rules"))
			.map((rule) -> new Rule(text(rule, kind), text(rule, "expr"), strings(rule, "labels"),
					strings(rule, "annotations")));
	}

	/** The tests of promtool, one map for each. */
	static Stream<Map<?, ?>> tests() {
		try (Stream<Path> files = Files.list(Dashboard.FOLDER.resolveSibling("tests"))) {
			return files.filter((file) -> file.toString().endsWith(".yaml"))
				.toList()
				.stream()
				.flatMap((file) -> children(read(file), "tests"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static Stream<Map<?, ?>> children(Map<?, ?> parent, String key) {
		return (parent.get(key) instanceof List<?> list) ? list.stream().map((child) -> (Map<?, ?>) child)
				: Stream.empty();
	}

	static String text(Map<?, ?> map, String key) {
		return String.valueOf(map.get(key));
	}

	@SuppressWarnings("unchecked")
	private static Map<String, String> strings(Map<?, ?> map, String key) {
		return (map.get(key) instanceof Map<?, ?> strings) ? (Map<String, String>) strings : Map.of();
	}

	private static Map<?, ?> read(Path file) {
		try {
			return new Yaml().load(Files.readString(file));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * One rule.
	 *
	 * @param name the name of the alert or of the recorded series
	 * @param expression the expression
	 * @param labels the labels of an alert
	 * @param annotations the texts of an alert
	 */
	record Rule(String name, String expression, Map<String, String> labels, Map<String, String> annotations) {

		@Override
		public String toString() {
			return this.name;
		}

	}

}
