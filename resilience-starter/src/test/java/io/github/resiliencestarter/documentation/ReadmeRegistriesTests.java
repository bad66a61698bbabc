package io.github.resiliencestarter.documentation;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each cell of the table of registries names a test that exists.
 */
class ReadmeRegistriesTests {

	private static final MarkdownPage PAGE = new MarkdownPage("docs/guide/registries.md");

	private static final Pattern CELL = Pattern.compile("\\[yes]\\[([a-z-]+)]");

	private static final Pattern REFERENCE = Pattern.compile("(?m)^\\[([a-z-]+)]: (\\S+)(?: \"([A-Za-z]+)\")?$");

	@Test
	void eachCellHasAReference() {
		List<String> named = REFERENCE.matcher(PAGE.text()).results().map((reference) -> reference.group(1)).toList();
		assertThat(CELL.matcher(PAGE.text()).results()).hasSizeGreaterThan(20)
			.extracting((cell) -> cell.group(1))
			.isSubsetOf(named);
	}

	@Test
	void eachTestExists() {
		assertThat(REFERENCE.matcher(PAGE.text()).results()).isNotEmpty().allSatisfy(ReadmeRegistriesTests::exists);
	}

	private static void exists(MatchResult reference) {
		Path file = Path.of("../docs/guide").resolve(reference.group(2));
		assertThat(file).isRegularFile();
		if (reference.group(3) != null) {
			assertThat(file).content().containsPattern("@Test\\s+void " + reference.group(3) + "\\(");
		}
	}

}
