package io.github.resiliencestarter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the tests which the security review and the page on compatibility name
 * exist.
 */
class SecurityReviewTests {

	private static final Pattern NAME = Pattern.compile("`(\\w+(?:Tests|IT))(?:\\.(\\w+))?`");

	private static final List<String> FOLDERS = List.of("resilience-starter/src", "resilience-outbox/src/test",
			"resilience-console/src/test", "sample-services/fleet-tests/src/test");

	@ParameterizedTest
	@ValueSource(strings = { "security.md", "compatibility.md" })
	void namesTestsThatExist(String page) throws IOException {
		List<MatchResult> names = NAME.matcher(Files.readString(Path.of("../docs", page))).results().toList();
		assertThat(names).isNotEmpty();
		for (MatchResult name : names) {
			String method = name.group(2);
			assertThat(source(name.group(1))).as(name.group())
				.contains((method != null) ? "void " + method + "(" : name.group(1));
		}
	}

	private static String source(String type) throws IOException {
		for (String folder : FOLDERS) {
			try (Stream<Path> files = Files.walk(Path.of("..", folder))) {
				List<Path> found = files.filter((file) -> file.endsWith(type + ".java")).toList();
				if (!found.isEmpty()) {
					return Files.readString(found.get(0));
				}
			}
		}
		return "";
	}

}
