package io.github.resiliencestarter.report;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Conditions of the measurement, and how to repeat it.
 */
final class ConditionsSection {

	private static final String COMMAND = "./fleet experiment all --with starter,stock,none,haproxy "
			+ "--json benchmarks/report/results.jsonl";

	private static final String JMH = "java -jar benchmarks/target/benchmarks.jar -prof gc -rf json "
			+ "-rff benchmarks/report/jmh.json";

	private static final String PAGE = "mvn test -pl sample-services/fleet-tests -am -Dtest=ReportPageTests "
			+ "-Dsurefire.failIfNoSpecifiedTests=false -Dreport.write=true";

	private final Results results;

	ConditionsSection(Results results) {
		this.results = results;
	}

	Tag tag() {
		Table table = Table.of("Conditions", List.of("condition", "value"));
		List<Run> done = this.results.done().toList();
		table.row("runs", List.of(String.format(Locale.ROOT, "%d", done.size())));
		table.row("from", List.of(done.stream().map(ConditionsSection::when).min(String::compareTo).orElse("–")));
		table.row("to", List.of(done.stream().map(ConditionsSection::when).max(String::compareTo).orElse("–")));
		table.row("commits", List.of(distinct(done, "commit")));
		for (String field : List.of("machine", "versions")) {
			Set<String> names = new TreeSet<>(done.stream().flatMap((run) -> run.names(field).stream()).toList());
			names.forEach((name) -> table.row(name, List.of(distinct(done, field, name))));
		}
		return Tag.of("section", Tag.of("h2", "How this was measured"))
			.with("id", "conditions")
			.add(table.tag())
			.add(Tag.of("p",
					"The versions of all libraries are those in the pom.xml of the commit. To repeat the "
							+ "measurement, run these commands on an otherwise idle machine. The last one "
							+ "generates this page:"))
			.add(Tag.of("pre", "%s%n%s%n%s".replace("%n", "\n").formatted(COMMAND, JMH, PAGE)).with("tabindex", 0));
	}

	private static String when(Run run) {
		return run.text("when");
	}

	private static String distinct(List<Run> runs, String... path) {
		return runs.stream()
			.map((run) -> run.text(path))
			.filter((text) -> !text.isEmpty())
			.distinct()
			.collect(Collectors.joining("; "));
	}

}
