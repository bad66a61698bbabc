package io.github.resiliencestarter.diagnostics;

import java.io.IOException;
import java.util.Locale;

import io.github.resiliencestarter.documentation.GeneratedTable;
import org.junit.jupiter.api.Test;

/**
 * The table of rules is the list of rules.
 */
class ReadmeRulesTests {

	@Test
	void tableOfRulesIsTheListOfRules() throws IOException {
		StringBuilder table = new StringBuilder("| Rule | Default | What |\n| --- | --- | --- |\n");
		for (Rule rule : Rule.values()) {
			table.append("| `%s` | %s | %s |\n".formatted(rule.id(), rule.severity().name().toLowerCase(Locale.ROOT),
					rule.description()));
		}
		GeneratedTable.on("docs/reference/rules.md", "rules", "Rule").assertIs(table.toString());
	}

}
