package io.github.resiliencestarter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the tests which {@code docs/security.md} names exist.
 */
class SecurityReviewTests {

	private static final Pattern NAME = Pattern.compile("`(\\w+(?:Tests|IT))\\.(\\w+)`");

	@Test
	void namesTestsThatExist() throws IOException {
		List<MatchResult> names = NAME.matcher(Files.readString(Path.of("../docs/security.md"))).results().toList();
		assertThat(names).isNotEmpty();
		for (MatchResult name : names) {
			assertThat(source(name.group(1))).as(name.group()).contains("void " + name.group(2) + "(");
		}
	}

	private static String source(String type) throws IOException {
		for (String module : List.of("resilience-starter", "resilience-outbox", "resilience-console")) {
			try (Stream<Path> files = Files.walk(Path.of("..", module, "src/test/java"))) {
				List<Path> found = files.filter((file) -> file.endsWith(type + ".java")).toList();
				if (!found.isEmpty()) {
					return Files.readString(found.get(0));
				}
			}
		}
		return "";
	}

}
