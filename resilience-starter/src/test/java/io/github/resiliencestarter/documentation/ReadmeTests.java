package io.github.resiliencestarter.documentation;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The README is short, and its figures are measured ones.
 */
class ReadmeTests {

	private static final Pattern RESULT = Pattern.compile("^\\| `([a-z-]+)`[^|]*\\| (.+) \\|$");

	private static final Pattern CELL = Pattern.compile(" \\| ");

	private final MarkdownPage readme = new MarkdownPage("README.md");

	@Test
	void readmeIsReadInFiveMinutes() {
		assertThat(this.readme.text().lines()).hasSizeLessThanOrEqualTo(150);
	}

	@Test
	void figuresOfTheReadmeAreThoseOfTheReport() {
		List<List<String>> measured = results(new MarkdownPage("docs/benchmarks.md"));
		assertThat(results(this.readme)).hasSize(5).allSatisfy((row) -> {
			String experiment = row.get(0);
			assertThat(measured).as(experiment)
				.anyMatch((other) -> other.get(0).equals(experiment)
						&& other.subList(1, row.size()).equals(row.subList(1, row.size())));
		});
	}

	private static List<List<String>> results(MarkdownPage page) {
		return page.text().lines().map(RESULT::matcher).filter(Matcher::matches).map(ReadmeTests::cells).toList();
	}

	private static List<String> cells(Matcher row) {
		return Stream.concat(Stream.of(row.group(1)), CELL.splitAsStream(row.group(2))).toList();
	}

}
