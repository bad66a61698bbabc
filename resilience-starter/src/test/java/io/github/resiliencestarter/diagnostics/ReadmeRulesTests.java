package io.github.resiliencestarter.diagnostics;

import java.io.IOException;
import java.util.Locale;

import io.github.resiliencestarter.ReadmeTable;
import org.junit.jupiter.api.Test;

/**
 * The README's table of rules is the list of rules.
 */
class ReadmeRulesTests {

	@Test
	void tableOfRulesIsTheListOfRules() throws IOException {
		StringBuilder table = new StringBuilder("| Rule | Default | What |\n| --- | --- | --- |\n");
		for (Rule rule : Rule.values()) {
			table.append("| `%s` | %s | %s |\n".formatted(rule.id(), rule.severity().name().toLowerCase(Locale.ROOT),
					rule.description()));
		}
		ReadmeTable.between("<!-- rules: generated from Rule -->", "<!-- end of rules -->").assertIs(table.toString());
	}

}
