package io.github.resiliencestarter.control;

import java.io.IOException;

import io.github.resiliencestarter.documentation.GeneratedTable;
import org.junit.jupiter.api.Test;

/**
 * The table of settings that overrides can change.
 */
class ReadmeOverridesTests {

	@Test
	void tableOfKeysIsWhatCanBeChanged() throws IOException {
		StringBuilder table = new StringBuilder("| Key | Value | Meaning |\n| --- | --- | --- |\n");
		for (ChangeableKey key : ChangeableKey.values()) {
			table.append("| `%s`, or `%s` for all | %s | %s |\n".formatted(key.template(), key.forAll(),
					key.rule().howToWrite(), key.description()));
		}
		GeneratedTable.on("docs/guide/overrides.md", "keys", "ChangeableKey").assertIs(table.toString());
	}

}
