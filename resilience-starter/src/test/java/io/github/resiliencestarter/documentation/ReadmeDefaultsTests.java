package io.github.resiliencestarter.documentation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The table of defaults is the file of defaults.
 */
class ReadmeDefaultsTests {

	private static final Path DEFAULTS = Path
		.of("src/main/resources/io/github/resiliencestarter/defaults/resilience-defaults.properties");

	@Test
	void tableOfDefaultsIsTheFileOfDefaults() throws IOException {
		GeneratedTable.on("docs/reference/defaults.md", "defaults", "resilience-defaults.properties")
			.assertIs(table(Files.readAllLines(DEFAULTS, StandardCharsets.UTF_8)));
	}

	@Test
	void everyDefaultSaysWhy() throws IOException {
		List<String> lines = Files.readAllLines(DEFAULTS, StandardCharsets.UTF_8);
		for (int i = 1; i < lines.size(); i++) {
			if (isEntry(lines.get(i))) {
				assertThat(lines.get(i - 1)).as(lines.get(i)).startsWith("# ");
			}
		}
	}

	private static String table(List<String> lines) {
		StringBuilder table = new StringBuilder("| Key | Default | Why |\n| --- | --- | --- |\n");
		String why = "";
		for (String line : lines) {
			if (line.startsWith("#= ")) {
				table.append("| **").append(line.substring(3)).append("** | | |\n");
			}
			else if (line.startsWith("# ")) {
				why = line.substring(2);
			}
			else if (isEntry(line)) {
				int equals = line.indexOf('=');
				table.append("| `%s` | %s | %s |\n".formatted(line.substring(0, equals),
						value(line.substring(equals + 1)), why));
			}
		}
		return table.toString();
	}

	private static boolean isEntry(String line) {
		return !line.startsWith("#") && line.contains("=");
	}

	private static String value(String value) {
		return "`" + value.replaceAll("[a-z.0-9]+\\.([A-Z])", "$1").replace(",", "`, `") + "`";
	}

}
