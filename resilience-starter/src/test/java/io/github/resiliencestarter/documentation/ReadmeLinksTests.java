package io.github.resiliencestarter.documentation;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Links lead somewhere, between pages and to their headings too.
 */
class ReadmeLinksTests {

	@ParameterizedTest
	@MethodSource("pages")
	void linksOfAPageLeadSomewhere(MarkdownPage page) {
		assertThat(page.links()).filteredOn((link) -> !isElsewhere(link))
			.allSatisfy((link) -> assertLeadsSomewhere(page, link));
	}

	static Stream<MarkdownPage> pages() {
		return MarkdownPage.all().stream();
	}

	@Test
	void everyPageIsReachedFromTheReadme() {
		Set<String> reached = new TreeSet<>();
		Deque<String> next = new ArrayDeque<>(Set.of("README.md"));
		while (!next.isEmpty()) {
			MarkdownPage page = new MarkdownPage(next.pop());
			if (reached.add(page.path())) {
				page.links()
					.stream()
					.filter((link) -> !isElsewhere(link) && fileOf(link).endsWith(".md"))
					.map((link) -> resolve(page, fileOf(link)))
					.forEach(next::push);
			}
		}
		assertThat(MarkdownPage.all()).extracting(MarkdownPage::path)
			.filteredOn((path) -> path.startsWith("docs/"))
			.isNotEmpty()
			.isSubsetOf(reached);
	}

	private static void assertLeadsSomewhere(MarkdownPage page, String link) {
		MarkdownPage target = fileOf(link).isEmpty() ? page : new MarkdownPage(resolve(page, fileOf(link)));
		assertThat(target.file()).as(link).matches(Files::exists, "exists");
		if (link.contains("#")) {
			assertThat(target.anchors()).as(link).contains(link.substring(link.indexOf('#') + 1));
		}
	}

	private static boolean isElsewhere(String link) {
		return link.matches("[a-z]+:.*");
	}

	private static String fileOf(String link) {
		return link.replaceFirst("#.*", "");
	}

	private static String resolve(MarkdownPage page, String file) {
		Path folder = Path.of("/" + page.path()).resolveSibling(file).normalize();
		return folder.toString().substring(1);
	}

}
