package io.github.resiliencestarter.outbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the guide says what the code does.
 */
class OutboxGuideTests {

	private static final Pattern SNIPPET = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

	private static final Pattern PROPERTY = Pattern.compile("(?m)^\\| `([a-z.-]+)` \\| (?:`([^`]*)`)? ?\\|");

	private final String guide = read(Path.of("../docs/guide/outbox.md"));

	@Test
	void snippetsAreCompiledCode() {
		String code = flat(read(Path.of("src/test/java/io/github/resiliencestarter/outbox/GuideSnippets.java"))
			.replace("static class", "class"));
		List<String> snippets = SNIPPET.matcher(this.guide).results().map((match) -> flat(match.group(1))).toList();
		assertThat(snippets).hasSize(2).allMatch(code::contains);
	}

	private static String flat(String code) {
		return code.lines().map(String::strip).filter((line) -> !line.isEmpty()).collect(Collectors.joining("\n"));
	}

	@Test
	void propertiesHaveTheseDefaults() {
		String table = this.guide.substring(this.guide.indexOf("<!-- outbox properties -->"),
				this.guide.indexOf("<!-- end of outbox properties -->"));
		Matcher rows = PROPERTY.matcher(table);
		List<String> pairs = rows.results()
			.filter((row) -> row.group(2) != null)
			.flatMap((row) -> List.of(row.group(1), row.group(2)).stream())
			.toList();
		assertThat(pairs).hasSize(30);
		OutboxProperties written = Databases.properties(pairs.toArray(new String[0]));
		OutboxProperties standard = Databases.properties("poll-interval", "500ms", "node-timeout", "10s");
		assertThat(written.of("any")).isEqualTo(standard.of("any"));
		assertThat(written.threads()).isEqualTo(standard.threads());
		assertThat(written.endpoint()).isEqualTo(standard.endpoint());
	}

	private static String read(Path path) {
		try {
			return Files.readString(path);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
